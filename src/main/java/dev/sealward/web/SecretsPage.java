package dev.sealward.web;

import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretState;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /settings/security}: the secrets of the tenant, metadata only (ST-SEC-001). */
@Named
@RequestScoped
public class SecretsPage {
  private static final int ROWS = 100;
  private static final Duration SOON = Duration.ofDays(14);

  private final Visit visit;
  private final Secrets secrets;
  private final Clock clock;
  private @Nullable List<SecretView> found;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SecretsPage() {
    this(null, null, null);
  }

  @Inject
  SecretsPage(Visit visit, Secrets secrets, Clock clock) {
    this.visit = visit;
    this.secrets = secrets;
    this.clock = clock;
  }

  public String getText() {
    return visit.query("q").orElse("");
  }

  /** One page of secrets, and one more row if there are more. */
  private List<SecretView> found() {
    if (found == null) {
      found = secrets.list(visit.caller(), new SecretFilter(getText(), after(), ROWS + 1));
    }
    return found;
  }

  private SecretFilter.@Nullable After after() {
    String name = visit.query("after").orElse("");
    String id = visit.query("id").orElse("");
    return name.isEmpty() || id.isEmpty()
        ? null
        : new SecretFilter.After(SecretName.of(name), SecretId.parse(id));
  }

  public void load() {
    found();
  }

  public List<SecretView> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  public boolean isFiltered() {
    return !getText().isEmpty() || visit.query("after").isPresent();
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    if (found().size() <= ROWS) {
      return null;
    }
    SecretView last = found().get(ROWS - 1);
    return "?q="
        + URLEncoder.encode(getText(), StandardCharsets.UTF_8)
        + "&after="
        + URLEncoder.encode(last.ref().name().value(), StandardCharsets.UTF_8)
        + "&id="
        + last.id();
  }

  /** The pill of a secret, which also warns of an end that is near. */
  public Pill pill(SecretView secret) {
    return pill(secret, clock.instant());
  }

  static Pill pill(SecretView secret, Instant now) {
    return isEndingSoon(secret, now)
        ? new Pill("is-warn", "clock", "Expires soon")
        : Pill.of(secret.state());
  }

  static boolean isEndingSoon(SecretView secret, Instant now) {
    Instant end = secret.expiresAt();
    return secret.state() == SecretState.ACTIVE
        && end != null
        && end.isAfter(now)
        && end.isBefore(now.plus(SOON));
  }
}
