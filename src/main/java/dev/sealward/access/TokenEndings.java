package dev.sealward.access;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Warns of tokens that end soon: one alert an entity 14 days before, and one 3 days before. A token
 * that was issued for a shorter time, or whose place another took, ends without a word.
 */
@ApplicationScoped
class TokenEndings {
  /** How long before its end a token is said to end soon. */
  static final Duration SOON = Duration.ofDays(14);

  static final Duration VERY_SOON = Duration.ofDays(3);
  static final int BATCH = 200;
  private static final int NAMED = 5;

  private final EntityManager rows;
  private final Alerts alerts;
  private final Clock clock;

  private record Owner(TenantId tenant, EntityId entity) {}

  @Inject
  TokenEndings(EntityManager rows, Alerts alerts, Clock clock) {
    this.rows = rows;
    this.alerts = alerts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  TokenEndings() {
    this(null, null, null);
  }

  /** How many of the two warnings are due at a moment. */
  static int due(Instant now, Instant end) {
    if (now.isBefore(end.minus(SOON))) {
      return 0;
    }
    return now.isBefore(end.minus(VERY_SOON)) ? 1 : 2;
  }

  /** Warns of what is due; gives the number of tokens looked at, up to {@link #BATCH}. */
  @Transactional(TxType.REQUIRES_NEW)
  int warn() {
    Instant now = clock.instant();
    List<TokenRow> ending =
        rows.createQuery(
                "select t from TokenRow t where t.revokedAt is null and t.replacedBy is null"
                    + " and t.expiresAt > :now and ((t.warned < 1 and t.expiresAt <= :soon)"
                    + " or (t.warned < 2 and t.expiresAt <= :verySoon)) order by t.expiresAt",
                TokenRow.class)
            .setParameter("now", now)
            .setParameter("soon", now.plus(SOON))
            .setParameter("verySoon", now.plus(VERY_SOON))
            .setMaxResults(BATCH)
            .getResultList();
    Map<Owner, List<TokenRow>> byOwner =
        ending.stream()
            .filter(token -> isFirstToWarn(token, now))
            .collect(
                Collectors.groupingBy(
                    token -> new Owner(token.tenant(), token.entity()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byOwner.forEach(
        (owner, tokens) ->
            alerts.raise(
                owner.tenant(),
                Rows.workspace(rows, owner.tenant(), owner.entity()),
                owner.entity(),
                AlertKind.TOKEN_ENDING,
                "machine-tokens",
                detail(tokens)));
    return ending.size();
  }

  /** Another node may have been faster. */
  private boolean isFirstToWarn(TokenRow token, Instant now) {
    int due = due(now, Objects.requireNonNull(token.expiresAt()));
    return rows.createQuery(
                "update TokenRow t set t.warned = :due where t.id = :id and t.warned < :due")
            .setParameter("due", due)
            .setParameter("id", token.id())
            .executeUpdate()
        == 1;
  }

  private static String detail(List<TokenRow> tokens) {
    String named =
        tokens.stream()
            .limit(NAMED)
            .map(
                token ->
                    "token "
                        + token.id()
                        + " on "
                        + Objects.requireNonNull(token.expiresAt())
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDate())
            .collect(Collectors.joining(", "));
    int more = tokens.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }
}
