package dev.sealward.web;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityView;
import dev.sealward.access.IssuedToken;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.access.TokenView;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /settings/entities/{id}}: an entity, its tokens and what it may use. */
@Named
@RequestScoped
public class EntityPage {
  private final Visit visit;
  private final Entities entities;
  private final Policies policies;
  private final Secrets secrets;
  private final Guard guard;
  private final OnceToShow onceToShow;
  private final Clock clock;
  private String label = "";
  private String validDays = "90";
  private @Nullable String shownOnce;
  private @Nullable EntityView entity;
  private @Nullable List<TokenView> tokens;
  private @Nullable List<PolicyView> grants;
  private @Nullable Map<String, SecretRef> secretRefs;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected EntityPage() {
    this(null, null, null, null, null, null, null);
  }

  @Inject
  EntityPage(
      Visit visit,
      Entities entities,
      Policies policies,
      Secrets secrets,
      Guard guard,
      OnceToShow onceToShow,
      Clock clock) {
    this.visit = visit;
    this.entities = entities;
    this.policies = policies;
    this.secrets = secrets;
    this.guard = guard;
    this.onceToShow = onceToShow;
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
    if (Visit.currentRequest().getMethod().equals("GET")) {
      onceToShow.take(id()).ifPresent(this::show);
    }
  }

  private void show(IssuedToken issued) {
    try (SecretValue token = issued.token()) {
      Target target = new Target("token", issued.tokenId());
      guard.allowOnce(Visit.currentRequest(), visit.caller(), target, token);
      shownOnce = token.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
  }

  public EntityView getEntity() {
    if (entity == null) {
      entity = entities.get(visit.caller(), id());
    }
    return entity;
  }

  public List<TokenView> getTokens() {
    if (tokens == null) {
      tokens = entities.tokens(visit.caller(), id());
    }
    return tokens;
  }

  /** How a token stands now. */
  public Pill pill(TokenView token) {
    Instant end = token.expiresAt();
    if (token.revokedAt() != null) {
      return new Pill("", "revoke", "Revoked");
    }
    return end != null && !end.isAfter(clock.instant())
        ? new Pill("", "clock", "Expired")
        : new Pill("is-ok", "ok", "Active");
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

  /** Issues a token, which the page this leads to shows. */
  public void issueToken() {
    visit.attempt(
        () -> {
          Integer days = Numbers.daysOrNull("validDays", validDays);
          onceToShow.keep(id(), entities.issueToken(visit.caller(), id(), label, days));
          visit.goTo(getAddress());
        });
  }

  /** The token that was issued just now, on the one page that shows it. */
  public @Nullable String getShownOnce() {
    return shownOnce;
  }

  /** The token that is about to be revoked, if the address names one. */
  public @Nullable TokenView getLeaving() {
    String named = visit.query("revoke").orElse("");
    return getTokens().stream()
        .filter(token -> token.tokenId().equals(named) && token.revokedAt() == null)
        .findFirst()
        .orElse(null);
  }

  public void revokeToken() {
    visit.attempt(
        () -> {
          TokenView token = getLeaving();
          if (token == null) {
            throw Refused.missing("token");
          }
          entities.revokeToken(visit.caller(), id(), token.tokenId());
          visit.say("The token is revoked; it works nowhere any more.");
          visit.goTo(getAddress());
        });
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  public String getValidDays() {
    return validDays;
  }

  public void setValidDays(String validDays) {
    this.validDays = validDays;
  }
}
