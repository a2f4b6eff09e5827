package dev.sealward.access;

import dev.sealward.kernel.Caller;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one question for access, with its reasons: what decides is what explains.
 *
 * <p>Policies add up: any one in force that is about the thing or a scope around it allows what it
 * allows, and a narrower one never takes away what a wider one gives. The borders between tenants,
 * workspaces and providers come first and no policy opens them.
 *
 * @param bearing all policies of the entity on the thing and the scopes around it, the narrow ones
 *     first, ended ones too
 * @param by the policy that allows it, when one does
 */
public record Decision(
    Verdict verdict, Asset asset, Level wanted, List<PolicyView> bearing, Optional<PolicyView> by) {

  public Decision {
    bearing = List.copyOf(bearing);
  }

  static Decision of(
      Caller caller, Asset asset, Level wanted, List<PolicyView> bearing, Instant now) {
    Optional<PolicyView> by =
        bearing.stream()
            .filter(policy -> policy.isInForce(now) && policy.level().includes(wanted))
            .max(Comparator.comparing(PolicyView::end));
    Verdict verdict = verdict(caller, asset, bearing, by.isPresent(), now);
    boolean allowed = verdict == Verdict.ALLOWED;
    return new Decision(verdict, asset, wanted, bearing, allowed ? by : Optional.empty());
  }

  private static Verdict verdict(
      Caller caller, Asset asset, List<PolicyView> bearing, boolean granted, Instant now) {
    if (!caller.isEntity()) {
      return Verdict.NOT_AN_ENTITY;
    }
    if (!asset.tenant().equals(caller.tenant())) {
      return Verdict.OTHER_TENANT;
    }
    if (!asset.isInWorkspaceOf(caller.reach())) {
      return Verdict.OTHER_WORKSPACE;
    }
    if (!asset.isOfProviderOf(caller.reach())) {
      return Verdict.OTHER_PROVIDER;
    }
    if (!asset.isThere()) {
      return Verdict.MISSING;
    }
    if (granted) {
      return Verdict.ALLOWED;
    }
    if (bearing.stream().anyMatch(policy -> policy.isInForce(now))) {
      return Verdict.LEVEL_TOO_LOW;
    }
    return bearing.isEmpty() ? Verdict.NO_POLICY : Verdict.EXPIRED;
  }

  public boolean isAllowed() {
    return verdict == Verdict.ALLOWED;
  }

  /** For the audit trail: why, and both sides of the border that was tried. */
  String detail(Caller caller) {
    return verdict.text()
        + ", from "
        + caller.tenant()
        + "/"
        + caller.workspace()
        + "/"
        + caller.reach().provider().map(Object::toString).orElse("*")
        + " to "
        + asset.whereabouts();
  }
}
