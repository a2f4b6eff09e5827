package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.MANDATORY;
import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;
import static jakarta.transaction.Transactional.TxType.SUPPORTS;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.persistence.exceptions.DatabaseException;
import org.eclipse.persistence.sessions.DatabaseSession;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of who did what to which thing, from where, and how it ended (ST-SEC-010,
 * FR-028-009).
 *
 * <p>Guarantees: {@link #record} joins the acting transaction and fails without one, so an action
 * whose row cannot be written is refused and does not happen; {@link #recordRefusal} has committed
 * when it returns; nothing here changes or removes a row; an id a caller sent is masked where it
 * holds a secret; a row carries a MAC over all its fields, and is not written without one, except
 * what is {@link Unproved recorded before there is an open key}. What somebody changes in the
 * database itself is not prevented here.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
@Transactional
public class AuditTrail {
  private static final System.Logger LOG = System.getLogger(AuditTrail.class.getName());

  private final EntityManager rows;
  private final Clock clock;
  private final TextMask mask;
  private final ChainKey chainKey;
  private final Unsealed unsealed;
  private final Event<RefusalRecorded> refusals;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AuditTrail() {
    this(null, null, null, null, null, null);
  }

  @Inject
  AuditTrail(
      EntityManager rows,
      Clock clock,
      TextMask mask,
      ChainKey chainKey,
      Unsealed unsealed,
      Event<RefusalRecorded> refusals) {
    this.rows = rows;
    this.clock = clock;
    this.mask = mask;
    this.chainKey = chainKey;
    this.unsealed = unsealed;
    this.refusals = refusals;
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
    refuse(caller, action, target, null, code, null);
  }

  /**
   * Records an attempt that was refused or failed, in a transaction of its own.
   *
   * @param code the refusal's code; never input
   * @param detail short text made by Sealward, such as both sides of a border; never input
   */
  @Transactional(REQUIRES_NEW)
  public void recordRefusal(
      Caller caller, Action action, Target target, String code, String detail) {
    refuse(caller, action, target, null, code, detail);
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
    refuse(caller, action, target, other, code, null);
  }

  private void refuse(
      Caller caller,
      Action action,
      Target target,
      @Nullable Target other,
      String code,
      @Nullable String detail) {
    add(caller, action, target, other, Outcome.REFUSED, code, detail);
    refusals.fire(new RefusalRecorded(caller, action, target, code));
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
    Entry row = entry(caller, action, target, null, Outcome.SUCCEEDED, null, detail);
    new AuditRowsOver(connection).insert(proved(row, key));
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
    try {
      Entry row = entry(caller, action, target, other, outcome, code, detail);
      new AuditRowsOver(rows.unwrap(Connection.class)).insert(proved(row, key));
      unsealed.written(row.tenant(), row.id());
    } catch (SQLException e) {
      throw notWritten(e.getSQLState());
    } catch (PersistenceException | DatabaseException e) {
      throw notWritten(e.getClass().getSimpleName());
    }
  }

  private static Refused notWritten(String why) {
    LOG.log(System.Logger.Level.ERROR, "An audit row could not be written: {0}", why);
    return Refused.unavailable(
        "AUDIT_UNAVAILABLE",
        "What was asked could not be recorded in the audit trail, so it was not done.",
        "Look after the database, then try again.");
  }

  private static Entry proved(Entry row, Optional<ChainMac> key) {
    return row.with(key.map(found -> found.of(row.encoded())).orElse(null));
  }

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

  private Entry entry(
      Caller caller,
      Action action,
      Target target,
      @Nullable Target other,
      Outcome outcome,
      @Nullable String code,
      @Nullable String detail) {
    Number id =
        rows.getEntityManagerFactory()
            .unwrap(DatabaseSession.class)
            .getNextSequenceNumberValue(AuditEvent.class);
    return Entry.of(
        id.longValue(),
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
}
