package dev.sealward.web;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityView;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /settings/entities/{id}}: an entity, how it stands and what it may use. */
@Named
@RequestScoped
public class EntityPage {
  private final Visit visit;
  private final Entities entities;
  private final Policies policies;
  private final Secrets secrets;
  private final Clock clock;
  private @Nullable String resolvesPerMinute;
  private @Nullable EntityView entity;
  private @Nullable List<PolicyView> grants;
  private @Nullable Map<String, SecretRef> secretRefs;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected EntityPage() {
    this(null, null, null, null, null);
  }

  @Inject
  EntityPage(Visit visit, Entities entities, Policies policies, Secrets secrets, Clock clock) {
    this.visit = visit;
    this.entities = entities;
    this.policies = policies;
    this.secrets = secrets;
    this.clock = clock;
  }

  private EntityId id() {
    return EntityId.of(visit.part("entity"));
  }

  public String getAddress() {
    return "/settings/entities/" + id();
  }

  public void load() {
    getEntity();
  }

  public EntityView getEntity() {
    if (entity == null) {
      entity = entities.get(visit.caller(), id());
    }
    return entity;
  }

  public Pill getPill() {
    return EntityWords.pill(getEntity(), clock.instant());
  }

  public boolean isEnabled() {
    return getEntity().state().text().equals("enabled");
  }

  public boolean isRetired() {
    return getEntity().state().text().equals("retired");
  }

  /** Whether the address asks to retire it, which is confirmed first. */
  public boolean isRetiring() {
    return !isRetired() && visit.query("retire").isPresent();
  }

  public void disable() {
    visit.attempt(
        () -> {
          entities.disable(visit.caller(), id());
          visit.say(id() + " is disabled; its tokens are refused until it is enabled.");
          visit.goTo(getAddress());
        });
  }

  public void enable() {
    visit.attempt(
        () -> {
          entities.enable(visit.caller(), id());
          visit.say(id() + " is enabled; its tokens work.");
          visit.goTo(getAddress());
        });
  }

  public void retire() {
    visit.attempt(
        () -> {
          if (!isRetiring()) {
            throw Refused.missing("confirmation");
          }
          entities.retire(visit.caller(), id());
          visit.say(id() + " is retired; none of its tokens works any more.");
          visit.goTo(getAddress());
        });
  }

  /** Sets how often a minute it may read. */
  public void limit() {
    visit.attempt(
        () -> {
          Integer most = Numbers.countOrNull("resolvesPerMinute", resolvesPerMinute);
          entities.limit(visit.caller(), id(), most);
          visit.say(
              most == null
                  ? id() + " may read as often as any other entity."
                  : id() + " may read " + Numbers.grouped(most) + " times a minute.");
          visit.goTo(getAddress());
        });
  }

  public String getResolvesPerMinute() {
    if (resolvesPerMinute == null) {
      Integer own = getEntity().resolvesPerMinute();
      resolvesPerMinute = own == null ? "" : own.toString();
    }
    return resolvesPerMinute;
  }

  public void setResolvesPerMinute(String resolvesPerMinute) {
    this.resolvesPerMinute = resolvesPerMinute;
  }

  public List<PolicyView> getGrants() {
    if (grants == null) {
      grants = policies.forEntity(visit.caller(), id());
    }
    return grants;
  }

  /** What a grant is on, in words: a secret's title, or the project's id. */
  public String on(PolicyView policy) {
    Target target = policy.target();
    if (target.equals(KeyCustody.RING)) {
      return "The master key";
    }
    if (target.kind().equals("scope")) {
      return GrantTitles.scope(target.id());
    }
    SecretRef secret = target.kind().equals("secret") ? secretRefs().get(target.id()) : null;
    return secret == null ? target.id() : SecretTitles.of(secret);
  }

  private Map<String, SecretRef> secretRefs() {
    if (secretRefs == null) {
      List<SecretId> ids =
          getGrants().stream()
              .map(PolicyView::target)
              .filter(target -> target.kind().equals("secret"))
              .map(target -> SecretId.parse(target.id()))
              .toList();
      secretRefs = secrets.refs(visit.caller(), ids);
    }
    return secretRefs;
  }

  /** The page of what a grant is on. */
  public String addressOf(PolicyView policy) {
    Target target = policy.target();
    return switch (target.kind()) {
      case "secret" -> "/settings/security/secrets/" + target.id();
      case "key", "scope" -> GrantTitles.address(target);
      default -> "/projects/" + target.id();
    };
  }
}
