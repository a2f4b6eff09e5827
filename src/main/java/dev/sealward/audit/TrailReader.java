package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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

  /** A row of a result, read by a column's number. */
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  TrailReader(EntityManager rows) {
    this.rows = rows;
  }

  /** The rows of a statement that selects {@link #COLUMNS}. */
  List<AuditRecord> records(SqlText sql) {
    return all(sql, TrailReader::record);
  }

  <T> List<T> all(SqlText sql, Reading<T> reading) {
    try (PreparedStatement statement = prepared(sql);
        ResultSet found = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (found.next()) {
        all.add(reading.of(found));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException("the trail could not be read", e);
    }
  }

  int update(SqlText sql) {
    try (PreparedStatement statement = prepared(sql)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the counts of the trail could not be written", e);
    }
  }

  private PreparedStatement prepared(SqlText sql) throws SQLException {
    PreparedStatement statement = rows.unwrap(Connection.class).prepareStatement(sql.text());
    try {
      statement.setQueryTimeout(MAX_SECONDS);
      sql.bind(statement);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
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
