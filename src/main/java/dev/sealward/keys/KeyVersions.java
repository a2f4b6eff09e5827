package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ring's rows. What changes memory afterwards is committed here first. */
@ApplicationScoped
@Transactional
class KeyVersions {
  static final int MAX_LIVE = 100;

  private static final int MAX_SHOWN = 1_000;

  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Unopenable unopenable;

  @Inject
  KeyVersions(EntityManager entityManager, AuditTrail auditTrail, Unopenable unopenable) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.unopenable = unopenable;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  KeyVersions() {
    this(null, null, null);
  }

  static Target target(int version) {
    return new Target("key", Integer.toString(version));
  }

  static Refused rotatedMeanwhile() {
    return Refused.conflict(
        "KEY_ROTATED_MEANWHILE", "Somebody else rotated the master key just now.", "Look again.");
  }

  static Refused needed() {
    return Refused.conflict(
        "KEY_NEEDED",
        "Something still needs this key version.",
        "Wait until re-wrapping has ended; what failed is listed with its reason.");
  }

  /** Newest first. */
  List<KeyVersionRow> all() {
    return entityManager
        .createQuery("select k from KeyVersionRow k order by k.number desc", KeyVersionRow.class)
        .setMaxResults(MAX_SHOWN)
        .getResultList();
  }

  Optional<KeyVersionRow> active() {
    return live().stream().filter(row -> row.state() == KeyVersionState.ACTIVE).findFirst();
  }

  List<KeyVersionRow> rotated() {
    return live().stream().filter(row -> row.state() == KeyVersionState.ROTATED).toList();
  }

  /** Those that are not destroyed, newest first: at most {@link #MAX_LIVE}. */
  List<KeyVersionRow> live() {
    return entityManager
        .createQuery(
            "select k from KeyVersionRow k where k.state <> :revoked order by k.number desc",
            KeyVersionRow.class)
        .setParameter("revoked", KeyVersionState.REVOKED)
        .getResultList();
  }

  /** The active version, as committed now. */
  int activeNumber() {
    return usable().active();
  }

  /**
   * The versions envelopes may be opened under, as committed now.
   *
   * @param active the one new envelopes are sealed under
   */
  record Usable(Set<Integer> numbers, int active) {}

  Usable usable() {
    Set<Integer> numbers = new HashSet<>();
    int active = 0;
    for (Object[] row :
        entityManager
            .createQuery(
                "select k.number, k.state from KeyVersionRow k where k.state <> :revoked",
                Object[].class)
            .setParameter("revoked", KeyVersionState.REVOKED)
            .getResultList()) {
      int number = (Integer) row[0];
      numbers.add(number);
      active = row[1] == KeyVersionState.ACTIVE ? number : active;
    }
    return new Usable(numbers, active);
  }

  /** The first version; refused when there is one already. */
  @Transactional(TxType.REQUIRES_NEW)
  void addFirst(Caller caller, KeyVersionRow row) {
    if (!all().isEmpty()) {
      throw Refused.conflict("KEY_EXISTS", "The master key has been made already.");
    }
    entityManager.persist(row);
    entityManager.flush();
    auditTrail.record(
        caller, Action.KEY_CREATED, target(row.number()), "source " + row.source().text());
  }

  /**
   * Makes {@code next} the active version and keeps the older keys sealed under it.
   *
   * @param present the version it replaces; refused when another one is active by now
   * @param wrapped every older key that is not destroyed, sealed under {@code next}
   * @param work locks the long work's row, before the ring's are: the re-wrap takes them in that
   *     order
   * @param begin begins the re-wrap, in the same transaction
   */
  @Transactional(TxType.REQUIRES_NEW)
  void rotate(
      Caller caller,
      int present,
      KeyVersionRow next,
      Map<Integer, byte[]> wrapped,
      Runnable work,
      Runnable begin) {
    work.run();
    KeyVersionRow replaced =
        entityManager.find(KeyVersionRow.class, present, LockModeType.PESSIMISTIC_WRITE);
    if (replaced == null || replaced.state() != KeyVersionState.ACTIVE) {
      throw rotatedMeanwhile();
    }
    replaced.replacedBy(next.number(), next.createdAt(), caller.id());
    entityManager.persist(next);
    for (KeyVersionRow row : live()) {
      byte[] sealed = wrapped.get(row.number());
      if (sealed != null) {
        row.wrap(sealed);
      }
    }
    entityManager.flush();
    auditTrail.record(
        caller,
        Action.KEY_ROTATED,
        target(next.number()),
        "from version " + present + ", source " + next.source().text());
    begin.run();
  }

  /** Destroys a version's row; its key is nowhere in the database afterwards. */
  @Transactional(TxType.REQUIRES_NEW)
  void destroy(Caller caller, int version, Instant now, Runnable requireUnneeded) {
    KeyVersionRow row =
        Optional.ofNullable(
                entityManager.find(KeyVersionRow.class, version, LockModeType.PESSIMISTIC_WRITE))
            .orElseThrow(() -> Refused.missing("key version"));
    if (row.state() == KeyVersionState.REVOKED) {
      throw Refused.conflict("KEY_DESTROYED", "This key version is destroyed already.");
    }
    if (row.state() == KeyVersionState.ACTIVE) {
      throw Refused.conflict(
          "KEY_ACTIVE", "This key version protects what is written now.", "Rotate it first.");
    }
    if (!row.isRetired()) {
      throw needed();
    }
    requireUnneeded.run();
    row.destroy(now, caller.id());
    auditTrail.record(caller, Action.KEY_DESTROYED, target(version));
  }

  void forgotten(int version, Instant now) {
    KeyVersionRow row = entityManager.find(KeyVersionRow.class, version);
    if (row != null) {
      row.forgotten(now);
    }
  }

  /** Whether the active version has grown old and nobody was told yet; from now on they were. */
  boolean remindOf(Instant madeBefore, Instant now) {
    return active()
        .filter(row -> row.createdAt().isBefore(madeBefore) && row.remind(now))
        .isPresent();
  }

  /** Replaces the recovery key; every key that is not destroyed is sealed to the new one. */
  @Transactional(TxType.REQUIRES_NEW)
  void recoverableBy(
      Caller caller, byte[] publicKey, byte[] tag, Map<Integer, byte[]> escrows, Instant now) {
    int active = activeNumber();
    entityManager.find(KeyVersionRow.class, active, LockModeType.PESSIMISTIC_WRITE);
    if (activeNumber() != active || !escrows.containsKey(active)) {
      throw rotatedMeanwhile();
    }
    RecoveryKeyRow row = entityManager.find(RecoveryKeyRow.class, RecoveryKeyRow.ONLY);
    if (row == null) {
      entityManager.persist(new RecoveryKeyRow(publicKey, tag, now, caller.id()));
    } else {
      row.replace(publicKey, tag, now, caller.id());
    }
    for (KeyVersionRow version : live()) {
      version.escrow(escrows.get(version.number()));
    }
    auditTrail.record(caller, Action.KEY_RECOVERY_MADE, new Target("key", "recovery"));
  }

  Optional<RecoveryKeyRow> recovery() {
    return Optional.ofNullable(entityManager.find(RecoveryKeyRow.class, RecoveryKeyRow.ONLY));
  }

  @Transactional(TxType.REQUIRES_NEW)
  void recordUnlock(Caller caller, int version, int failedAttempts, String how) {
    auditTrail.record(
        caller,
        Action.KEY_UNLOCKED,
        target(version),
        how
            + (failedAttempts == 0
                ? " at the first attempt"
                : " after " + failedAttempts + " failed attempts"));
  }

  /** Audits a key that does not open, and alerts to it. */
  void reportUnopenable(TenantId tenant, Target target, Diagnosis found) {
    unopenable.report(tenant, target, found);
  }

  /** Sealward's own keys of all tenants, a bounded number. */
  List<SealedKeyRow> ownKeys() {
    return entityManager
        .createQuery("select k from SealedKeyRow k", SealedKeyRow.class)
        .setMaxResults(KeySession.MAX_TRIES)
        .getResultList();
  }

  Optional<SealedKeyRow> ownKey(TenantId tenant, String purpose) {
    return entityManager
        .createQuery(
            "select k from SealedKeyRow k where k.tenant = :tenant and k.purpose = :purpose",
            SealedKeyRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("purpose", purpose)
        .getResultStream()
        .findFirst();
  }

  @Transactional(TxType.REQUIRES_NEW)
  void addOwnKey(SealedKeyRow row) {
    entityManager.persist(row);
  }
}
