package dev.sealward.access;

import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this module's faces share about writing rows. */
final class Rows {
  private Rows() {}

  /**
   * Writes what was persisted; a row that somebody else added meanwhile becomes {@code refusal}.
   */
  static void flushNew(EntityManager entityManager, Supplier<Refused> refusal) {
    try {
      entityManager.flush();
    } catch (PersistenceException addedMeanwhile) {
      throw refusal.get();
    }
  }

  /** The workspace of an entity; null when there is none of this name. */
  static @Nullable WorkspaceId workspace(
      EntityManager entityManager, TenantId tenant, EntityId entity) {
    return entityManager
        .createQuery(
            "select e from EntityRow e where e.tenant = :tenant and e.name = :name",
            EntityRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("name", entity.value())
        .getResultStream()
        .findFirst()
        .map(EntityRow::workspace)
        .orElse(null);
  }

  /** When something that is valid for so many days ends; null for never. */
  static @Nullable Instant expiry(Instant now, @Nullable Integer validDays, int maxDays) {
    if (validDays == null) {
      return null;
    }
    if (validDays < 1 || validDays > maxDays) {
      throw Refused.field(
          "validDays",
          "DAYS_INVALID",
          "This is a whole number of days from 1 to " + maxDays + ".",
          "Leave it empty for no end.");
    }
    return now.plus(Duration.ofDays(validDays));
  }

  /**
   * A time out of an aggregate, which the persistence provider hands over as the driver gave it.
   */
  static @Nullable Instant instant(@Nullable Object column) {
    if (column instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return column instanceof Timestamp time ? time.toInstant() : (Instant) column;
  }
}
