package dev.sealward.web;

import dev.sealward.access.Decision;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityState;
import dev.sealward.access.EntityView;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.access.Verdict;
import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.SecretDetail;
import dev.sealward.secret.SecretState;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/policies/why?entity=&secret=}: whether an entity gets a secret now, and why. The
 * answer is asked of what decides ({@link Policies#explain}); only its words are made here.
 */
@Named
@RequestScoped
public class WhyPage {
  private final Visit visit;
  private final Policies policies;
  private final Secrets secrets;
  private final Entities entities;
  private final Clock clock;
  private @Nullable Decision decision;
  private @Nullable SecretDetail secret;
  private @Nullable EntityView entity;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected WhyPage() {
    this(null, null, null, null, null);
  }

  @Inject
  WhyPage(Visit visit, Policies policies, Secrets secrets, Entities entities, Clock clock) {
    this.visit = visit;
    this.policies = policies;
    this.secrets = secrets;
    this.entities = entities;
    this.clock = clock;
  }

  /** Answers, when both are named. */
  public void load() {
    String named = visit.query("entity").orElse("");
    String what = visit.query("secret").orElse("");
    if (named.isEmpty() || what.isEmpty()) {
      return;
    }
    visit.attempt(
        () -> {
          EntityId who = EntityId.of(named);
          entity = entities.get(visit.caller(), who);
          secret =
              what.startsWith("secret://")
                  ? secrets.get(visit.caller(), SecretRef.parse(what))
                  : secrets.get(visit.caller(), SecretId.parse(what));
          decision = policies.explain(visit.caller(), who, target(), Level.READ);
        });
  }

  private Target target() {
    return new Target("secret", secret().secret().id().toString());
  }

  private SecretDetail secret() {
    if (secret == null) {
      throw Refused.missing("secret");
    }
    return secret;
  }

  private Decision decision() {
    if (decision == null) {
      throw Refused.missing("answer");
    }
    return decision;
  }

  public boolean isAnswered() {
    return decision != null;
  }

  /** Whether a request of this moment would get the value. */
  public boolean isAllowed() {
    return decision().isAllowed() && secret().secret().state() == SecretState.ACTIVE && isEnabled();
  }

  private boolean isEnabled() {
    return entity != null && entity.state() == EntityState.ENABLED;
  }

  public String getEntityText() {
    return visit.query("entity").orElse("");
  }

  public String getSecretText() {
    return secret == null ? visit.query("secret").orElse("") : secret.secret().ref().toString();
  }

  public String getTitle() {
    return SecretTitles.of(secret().secret().ref());
  }

  public String getSecretAddress() {
    return GrantTitles.address(target());
  }

  public String getHeadline() {
    return isAllowed() ? "Yes" : "No";
  }

  /** Why, in words, the deciding reason first. */
  public List<String> getReasons() {
    Decision why = decision();
    List<String> reasons = new ArrayList<>();
    reasons.add(first(why));
    if (why.verdict() == Verdict.ALLOWED && secret().secret().state() != SecretState.ACTIVE) {
      reasons.add(0, "The secret is " + secret().secret().state().text() + ": nobody gets it.");
    }
    if (!isEnabled()) {
      reasons.add(0, "The entity is switched off: none of its calls is let in.");
    }
    if (entity != null && entity.activeTokens() == 0) {
      reasons.add("It holds no machine token that works now, so it cannot ask at all.");
    }
    return reasons;
  }

  private static String first(Decision why) {
    return switch (why.verdict()) {
      case ALLOWED -> "A policy in force allows it; one is enough.";
      case NO_POLICY -> "No policy is about this secret or a scope around it.";
      case EXPIRED -> "Every policy about it has ended.";
      case LEVEL_TOO_LOW -> "The policies about it allow less.";
      case OTHER_WORKSPACE ->
          "It lies in another workspace than the entity's, which no policy changes.";
      case OTHER_PROVIDER ->
          "It is another provider's than the one the entity is bound to, which no policy changes.";
      case OTHER_TENANT -> "It is another tenant's, which no policy changes.";
      case NOT_AN_ENTITY, MISSING -> "There is no such secret or entity.";
    };
  }

  /** The policies that bear on it, the deciding one first. */
  public List<PolicyView> getBearing() {
    List<PolicyView> bearing = new ArrayList<>(decision().bearing());
    decision()
        .by()
        .ifPresent(
            by -> {
              bearing.removeIf(policy -> policy.id().equals(by.id()));
              bearing.add(0, by);
            });
    return bearing;
  }

  public String on(PolicyView policy) {
    return policy.target().kind().equals("scope")
        ? GrantTitles.scope(policy.target().id())
        : "This secret";
  }

  /** How a policy bears on the answer. */
  public Pill pill(PolicyView policy) {
    if (!policy.isInForce(clock.instant())) {
      return new Pill("", "clock", "Ended");
    }
    boolean decides = decision().by().filter(by -> by.id().equals(policy.id())).isPresent();
    return decides ? new Pill("is-ok", "ok", "Decides") : new Pill("", "policy", "In force");
  }

  /** What to do to make it otherwise. */
  public String getNext() {
    if (isAllowed()) {
      return "To end it, take away each policy listed below; one that stays is enough.";
    }
    if (secret().secret().state() != SecretState.ACTIVE) {
      return "Store its successor under another name and grant access to that.";
    }
    if (decision().isAllowed()) {
      return "Enable the entity on its page, unless it is retired for good.";
    }
    return switch (decision().verdict()) {
      case OTHER_WORKSPACE, OTHER_TENANT ->
          "Register an entity in the secret's workspace, or store the secret in the entity's.";
      case OTHER_PROVIDER -> "Use an entity that is bound to the secret's provider, or to none.";
      default -> "Grant read on the secret's page, or on a scope around it.";
    };
  }
}
