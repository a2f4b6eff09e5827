package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.MANDATORY;
import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;
import static jakarta.transaction.Transactional.TxType.SUPPORTS;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.persistence.sessions.DatabaseSession;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of who did what to which thing, from where, and how it ended (ST-SEC-010,
 * FR-028-009).
 *
 * <p>Guarantees: {@link #record} joins the acting transaction and fails without one, so an action
 * whose row cannot be written does not happen; {@link #recordRefusal} has committed when it
 * returns; nothing here changes or removes a row; an id a caller sent is masked where it holds a
 * secret; a row carries a MAC over all its fields, and is not written without one, except what is
 * {@link Unproved recorded before there is an open key}. What somebody changes in the database
 * itself is not prevented here.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
@Transactional
public class AuditTrail {
  private final EntityManager rows;
  private final Clock clock;
  private final TextMask mask;
  private final ChainKey chainKey;
  private final Unsealed unsealed;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AuditTrail() {
    this(null, null, null, null, null);
  }

  @Inject
  AuditTrail(EntityManager rows, Clock clock, TextMask mask, ChainKey chainKey, Unsealed unsealed) {
    this.rows = rows;
    this.clock = clock;
    this.mask = mask;
    this.chainKey = chainKey;
    this.unsealed = unsealed;
  }

  /** Records that {@code action} was done, in the acting transaction. */
  @Transactional(MANDATORY)
  public void record(Caller caller, Action action, Target target) {
    add(caller, action, target, null, Outcome.SUCCEEDED, null, null);
  }

  /**
   * Records that {@code action} was done, in the acting transaction.
   *
   * @param detail short text made by Sealward, such as {@code version 3}; never input
   */
  @Transactional(MANDATORY)
  public void record(Caller caller, Action action, Target target, String detail) {
    add(caller, action, target, null, Outcome.SUCCEEDED, null, detail);
  }

  /**
   * Records that {@code action} was done, in the acting transaction.
   *
   * @param other a second thing it involved, such as the entity of a grant
   * @param detail short text made by Sealward; never input
   */
  @Transactional(MANDATORY)
  public void record(
      Caller caller, Action action, Target target, Target other, @Nullable String detail) {
    add(caller, action, target, other, Outcome.SUCCEEDED, null, detail);
  }

  /**
   * Records an attempt that was refused or failed, in a transaction of its own.
   *
   * @param code the refusal's code; never input
   */
  @Transactional(REQUIRES_NEW)
  public void recordRefusal(Caller caller, Action action, Target target, String code) {
    add(caller, action, target, null, Outcome.REFUSED, code, null);
  }

  /**
   * Records an attempt that was refused or failed, in a transaction of its own.
   *
   * @param other a second thing it involved, such as the secret a token was not for
   * @param code the refusal's code; never input
   */
  @Transactional(REQUIRES_NEW)
  public void recordRefusal(
      Caller caller, Action action, Target target, Target other, String code) {
    add(caller, action, target, other, Outcome.REFUSED, code, null);
  }

  /**
   * Records that {@code action} was done, in the open transaction of a connection that is no
   * connection of the server's, so that both come with its commit.
   *
   * @param detail short text made by Sealward; never input
   */
  @Transactional(SUPPORTS)
  public void recordOver(
      Connection connection, Caller caller, Action action, Target target, String detail)
      throws SQLException {
    Optional<ChainMac> key = keyFor(action);
    Number id =
        rows.getEntityManagerFactory()
            .unwrap(DatabaseSession.class)
            .getNextSequenceNumberValue(AuditEvent.class);
    AuditEvent row = event(caller, action, target, null, Outcome.SUCCEEDED, null, detail);
    new AuditRowsOver(connection).insert(row.proved(id.longValue(), key));
  }

  /** The rows of {@code tenant} that answer {@code query}, newest first. */
  public List<AuditRecord> search(TenantId tenant, AuditQuery query) {
    Map<String, Object> conditions = conditions(tenant, query);
    TypedQuery<AuditEvent> found =
        rows.createQuery(jpql(conditions.keySet(), query.beforeId()), AuditEvent.class);
    conditions.forEach(found::setParameter);
    if (query.beforeId() != null) {
      found.setParameter("beforeId", query.beforeId());
    }
    return found.setMaxResults(query.limit()).getResultStream().map(AuditEvent::view).toList();
  }

  private void add(
      Caller caller,
      Action action,
      Target target,
      @Nullable Target other,
      Outcome outcome,
      @Nullable String code,
      @Nullable String detail) {
    Optional<ChainMac> key = keyFor(action);
    AuditEvent row = event(caller, action, target, other, outcome, code, detail);
    rows.persist(row);
    row.proved(row.id(), key);
    unsealed.written(caller.tenant().value(), row.id());
  }

  // Before the row is persisted: what reads the key must not write the row half-made.
  private Optional<ChainMac> keyFor(Action action) {
    Optional<ChainMac> key = chainKey.mac();
    if (key.isEmpty() && !Unproved.allows(action)) {
      throw Refused.unavailable(
          "KEY_UNAVAILABLE",
          "The key ring is not open, so what is done cannot be recorded.",
          "Unlock it at /unlock, or go through /setup.");
    }
    return key;
  }

  private AuditEvent event(
      Caller caller,
      Action action,
      Target target,
      @Nullable Target other,
      Outcome outcome,
      @Nullable String code,
      @Nullable String detail) {
    return new AuditEvent(
        clock.instant(),
        caller,
        action,
        target,
        other,
        outcome,
        code,
        detail,
        text -> mask.masked(caller.tenant(), text));
  }

  /** The conditions given, by the attribute each compares. */
  static Map<String, Object> conditions(TenantId tenant, AuditQuery query) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    Target target = query.target();
    all.put("tenant", tenant.value());
    all.put("targetKind", target == null ? null : target.kind());
    all.put("targetId", target == null ? null : target.id());
    all.put("actor", query.actor());
    all.put("action", query.action());
    all.put("outcome", query.outcome());
    all.put("correlationId", query.correlationId());
    Map<String, Object> given = new LinkedHashMap<>();
    all.forEach(
        (attribute, value) -> {
          if (value != null) {
            given.put(attribute, value);
          }
        });
    return given;
  }

  static String jpql(Iterable<String> attributes, @Nullable Long beforeId) {
    StringBuilder jpql = new StringBuilder("select e from AuditEvent e where 1 = 1");
    for (String attribute : attributes) {
      jpql.append(" and e.").append(attribute).append(" = :").append(attribute);
    }
    if (beforeId != null) {
      jpql.append(" and e.id < :beforeId");
    }
    return jpql.append(" order by e.id desc").toString();
  }
}
