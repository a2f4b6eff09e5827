package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on the acting transaction's connection, past the persistence provider: what a
 * search reads is never changed, and may be much.
 */
final class TrailReader {
  static final String COLUMNS =
      "id, occurred_at, actor_kind, actor, action, target_kind, target_id, other_kind, other_id,"
          + " outcome, code, detail, address, correlation_id";

  private static final int MAX_SECONDS = 30;

  private final EntityManager rows;

  TrailReader(EntityManager rows) {
    this.rows = rows;
  }

  /** The rows of a statement that selects {@link #COLUMNS}. */
  List<AuditRecord> records(SqlText sql) {
    return all(sql, TrailReader::record);
  }

  <T> List<T> all(SqlText text, Sql.Reader<T> reading) {
    return sql().list(reading, text.text(), text.values());
  }

  int update(SqlText text) {
    return sql().update(text.text(), text.values());
  }

  private Sql sql() {
    return Sql.of(rows).within(MAX_SECONDS);
  }

  static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static AuditRecord record(ResultSet row) throws SQLException {
    try {
      return readable(row);
    } catch (IllegalArgumentException | Refused forged) {
      // Nothing here wrote it; it must not keep anybody from reading the others.
      return new AuditRecord(
          row.getLong(1),
          time(row, 2),
          Caller.Kind.SYSTEM,
          "unknown",
          Action.ROW_UNREADABLE,
          new Target("audit", "row " + row.getLong(1)),
          null,
          Outcome.REFUSED,
          null,
          null,
          "unknown",
          row.getObject(14, UUID.class));
    }
  }

  private static AuditRecord readable(ResultSet row) throws SQLException {
    return new AuditRecord(
        row.getLong(1),
        time(row, 2),
        Caller.Kind.valueOf(row.getString(3)),
        row.getString(4),
        Action.valueOf(row.getString(5)),
        new Target(row.getString(6), row.getString(7)),
        other(row.getString(8), row.getString(9)),
        Outcome.valueOf(row.getString(10)),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getObject(14, UUID.class));
  }

  private static @Nullable Target other(@Nullable String kind, @Nullable String id) {
    return kind == null || id == null ? null : new Target(kind, id);
  }
}
