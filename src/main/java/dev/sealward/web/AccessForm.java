package dev.sealward.web;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityView;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a secret, a project or the key ring: the grants on it, a form for a new one, and
 * taking one away after it was named in the address ({@code ?ungrant=…}), so that a button never
 * hits another row.
 */
@Named
@RequestScoped
public class AccessForm {
  private final Visit visit;
  private final Policies policies;
  private final Entities entities;
  private String entity = "";
  private String level = Level.READ.text();
  private String reason = "";
  private String validDays = "";
  private @Nullable List<EntityView> known;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AccessForm() {
    this(null, null, null);
  }

  @Inject
  AccessForm(Visit visit, Policies policies, Entities entities) {
    this.visit = visit;
    this.policies = policies;
    this.entities = entities;
  }

  public List<PolicyView> on(Target target) {
    return policies.forTarget(visit.caller(), target);
  }

  /** The levels that mean something on the target. */
  public List<Level> levels(Target target) {
    if (target.equals(KeyCustody.RING)) {
      return List.of(Level.ADMIN);
    }
    boolean all =
        target.kind().equals("secret")
            && policies.holds(visit.caller(), Permission.GRANT_ADMIN_LEVEL);
    return all ? List.of(Level.values()) : List.of(Level.READ, Level.WRITE);
  }

  /** Those a grant can be made to. */
  public List<EntityView> getEntities() {
    if (known == null) {
      known = entities.list(visit.caller(), EntityFilter.first(200));
    }
    return known;
  }

  public void grant(Target target, String back) {
    visit.attempt(
        () -> {
          String chosen = entity;
          if (chosen.isBlank()) {
            throw Refused.field(
                "entity", "ENTITY_MISSING", "No entity is chosen.", "Choose who gets access.");
          }
          Integer days = Numbers.daysOrNull("validDays", validDays);
          Level granted = Level.parse(level);
          policies.grant(visit.caller(), EntityId.of(chosen), target, granted, reason, days);
          visit.say("Access granted to " + EntityId.of(chosen) + ".");
          visit.goTo(back);
        });
  }

  /** The grant on {@code target} that is about to be taken away, if the address names one. */
  public @Nullable PolicyView leaving(Target target) {
    Optional<String> named = visit.query("ungrant");
    return named.isEmpty()
        ? null
        : on(target).stream()
            .filter(policy -> policy.id().toString().equals(named.get()))
            .findFirst()
            .orElse(null);
  }

  /** What taking it away comes to. */
  public String consequence(Target target) {
    PolicyView leaving = leaving(target);
    return leaving == null ? "" : Consequences.of(policies, visit.caller(), leaving);
  }

  public void ungrant(Target target, String back) {
    visit.attempt(
        () -> {
          PolicyView policy = leaving(target);
          if (policy == null) {
            throw Refused.missing("grant");
          }
          UUID id = policy.id();
          policies.revoke(visit.caller(), id);
          visit.say("Access of " + policy.entity() + " taken away.");
          visit.goTo(back);
        });
  }

  public String getEntity() {
    return entity;
  }

  public void setEntity(String entity) {
    this.entity = entity == null ? "" : entity;
  }

  public String getLevel() {
    return level;
  }

  public void setLevel(String level) {
    this.level = level;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  public String getValidDays() {
    return validDays;
  }

  public void setValidDays(String validDays) {
    this.validDays = validDays;
  }
}
