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
import org.jspecify.annotations.Nullable;

/** Who may use a secret, a project or the key ring: the grants on it, and a form for a new one. */
@Named
@RequestScoped
public class AccessForm extends GrantForm {
  private final Visit visit;
  private final Policies policies;
  private final Entities entities;
  private @Nullable List<EntityView> known;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AccessForm() {
    this(null, null, null);
  }

  @Inject
  AccessForm(Visit visit, Policies policies, Entities entities) {
    super(visit, policies);
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
          if (getEntity().isBlank()) {
            throw Refused.field(
                "entity", "ENTITY_MISSING", "No entity is chosen.", "Choose who gets access.");
          }
          grantOn(target, EntityId.of(getEntity()));
          visit.goTo(back);
        });
  }

  /** The grant on {@code target} that is about to be taken away, if the address names one. */
  public @Nullable PolicyView leaving(Target target) {
    return visit.query("ungrant").isEmpty()
        ? null
        : on(target).stream().filter(this::isNamed).findFirst().orElse(null);
  }

  /** What taking it away comes to. */
  public String consequence(Target target) {
    return consequenceOf(leaving(target));
  }

  public void ungrant(Target target, String back) {
    visit.attempt(
        () -> {
          takeAway(leaving(target));
          visit.goTo(back);
        });
  }
}
