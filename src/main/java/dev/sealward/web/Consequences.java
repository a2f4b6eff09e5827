package dev.sealward.web;

import dev.sealward.access.Decision;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.kernel.Caller;

/** What taking a policy away comes to, before it is done: asked of what decides. */
final class Consequences {
  private Consequences() {}

  static String of(Policies policies, Caller caller, PolicyView leaving) {
    if (leaving.target().kind().equals("scope")) {
      return "It keeps what other policies give it on single secrets or another scope. What it has"
          + " read already it keeps too.";
    }
    Decision after = policies.without(caller, leaving.id());
    return after
        .by()
        .map(
            other ->
                "It can still "
                    + other.level().text()
                    + " this: the policy on “"
                    + GrantTitles.scope(other.target().id())
                    + "” stays.")
        .orElse("It is refused from this moment on. What it has read already it keeps.");
  }
}
