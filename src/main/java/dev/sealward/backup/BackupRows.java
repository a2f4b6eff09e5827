package dev.sealward.backup;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The backups that are known, each change with its audit row. */
@ApplicationScoped
@Transactional
class BackupRows {
  private static final int MAX_LISTED = 500;

  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Clock clock;

  @Inject
  BackupRows(EntityManager entityManager, AuditTrail auditTrail, Clock clock) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  BackupRows() {
    this(null, null, null);
  }

  static Target target(String fileName) {
    return new Target("backup", fileName);
  }

  /** Newest first. */
  List<BackupRow> all() {
    return entityManager
        .createQuery("select b from BackupRow b order by b.createdAt desc", BackupRow.class)
        .setMaxResults(MAX_LISTED)
        .getResultList();
  }

  Optional<BackupRow> newestScheduled() {
    return entityManager
        .createQuery(
            "select b from BackupRow b where b.scheduled = true order by b.createdAt desc",
            BackupRow.class)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** Scheduled backups beyond the newest {@code kept}. */
  List<BackupRow> surplus(int kept) {
    return entityManager
        .createQuery(
            "select b from BackupRow b where b.scheduled = true order by b.createdAt desc",
            BackupRow.class)
        .setFirstResult(kept)
        .setMaxResults(MAX_LISTED)
        .getResultList();
  }

  Optional<BackupRow> named(String fileName) {
    return entityManager
        .createQuery("select b from BackupRow b where b.fileName = :name", BackupRow.class)
        .setParameter("name", fileName)
        .getResultStream()
        .findFirst();
  }

  /** The newest backups that carry a key version's key, and how many do. */
  Carrying carrying(int version, int most) {
    // Each number with a space on both sides: 1 is not in 12.
    String which = " from BackupRow b where concat(' ', b.keyVersions, ' ') like :version";
    String wanted = "% " + version + " %";
    return new Carrying(
        entityManager
            .createQuery("select b" + which + " order by b.createdAt desc", BackupRow.class)
            .setParameter("version", wanted)
            .setMaxResults(most)
            .getResultList(),
        entityManager
            .createQuery("select count(b)" + which, Long.class)
            .setParameter("version", wanted)
            .getSingleResult());
  }

  /** Some backups, and how many there are in all. */
  record Carrying(List<BackupRow> newest, long total) {}

  BackupRow get(UUID id) {
    BackupRow row = entityManager.find(BackupRow.class, id);
    if (row == null) {
      throw Refused.missing("backup");
    }
    return row;
  }

  /**
   * Lists a backup that was made.
   *
   * @param damaged what does not open in it; null when all does
   */
  void add(Caller caller, BackupRow row, @Nullable String damaged) {
    entityManager.persist(row);
    String made = row.rows() + " rows" + (damaged == null ? "" : "; " + damaged);
    auditTrail.record(caller, Action.BACKUP_CREATED, target(row.fileName()), made);
  }

  void verified(Caller caller, UUID id, @Nullable String found) {
    BackupRow row = get(id);
    row.verified(clock.instant(), found);
    auditTrail.record(
        caller, Action.BACKUP_VERIFIED, target(row.fileName()), found == null ? "whole" : found);
  }

  void downloaded(Caller caller, BackupRow row) {
    auditTrail.record(caller, Action.BACKUP_DOWNLOADED, target(row.fileName()));
  }

  void remove(Caller caller, UUID id) {
    BackupRow row = get(id);
    entityManager.remove(row);
    auditTrail.record(caller, Action.BACKUP_DELETED, target(row.fileName()));
  }

  void record(Caller caller, Action action, String fileName, String detail) {
    auditTrail.record(caller, action, target(fileName), detail);
  }

  /** Records it over another connection, in whose transaction it is done. */
  void recordOver(
      Connection connection, Caller caller, Action action, String fileName, String detail)
      throws SQLException {
    auditTrail.recordOver(connection, caller, action, target(fileName), detail);
  }

  void refused(Caller caller, Action action, String fileName, String code) {
    auditTrail.recordRefusal(caller, action, target(fileName), code);
  }
}
