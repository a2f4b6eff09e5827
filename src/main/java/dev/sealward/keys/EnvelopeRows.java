package dev.sealward.keys;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.Rewrappable.Rewrapped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes of one table, read and re-wrapped in batches over the acting transaction's connection:
 * at some ten thousand rows a second an entity for each would be most of the work.
 */
public final class EnvelopeRows {
  /** The reason of a row whose columns name no scope: somebody changed them. */
  public static final String SCOPE_UNREADABLE = "SCOPE_UNREADABLE";

  private final Connection connection;

  private EnvelopeRows(Connection connection) {
    this.connection = connection;
  }

  /** Over the connection of the acting transaction. */
  public static EnvelopeRows of(EntityManager entityManager) {
    return new EnvelopeRows(entityManager.unwrap(Connection.class));
  }

  /** Turns the row a result set stands on into what it holds. */
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** How many rows there are by key version; the query gives version and count. */
  public Map<Integer, Long> count(String query) {
    Map<Integer, Long> counts = new LinkedHashMap<>();
    read(query, row -> counts.put(row.getInt(1), row.getLong(2)));
    return counts;
  }

  /** What a query finds; its parameters are numbers, texts, times and ids. */
  public <T> List<T> read(String query, RowReader<T> reader, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(reader.read(found));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("envelopes could not be read: " + e.getSQLState(), e);
    }
  }

  /**
   * What a query finds that reads a page of a key version's rows in the order of an index.
   *
   * <p>PostgreSQL is told, until the transaction ends, to go along the index. Statistics lag behind
   * a rotation, which changes the key version of every row, and a planner that believes few rows
   * are left otherwise reads and sorts all of them for each page.
   */
  public <T> List<T> page(String query, RowReader<T> reader, Object... parameters) {
    try {
      if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("set local enable_bitmapscan = off");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("envelopes could not be read: " + e.getSQLState(), e);
    }
    return read(query, reader, parameters);
  }

  /**
   * Re-wraps rows under the session's active version.
   *
   * @param update sets envelope and key version, for the row of the key columns if it still has the
   *     old key version; parameters in that order
   * @param next what the answer says comes next
   */
  public Rewrapped rewrap(
      KeySession session,
      int oldVersion,
      List<EnvelopeRow> rows,
      String update,
      @Nullable String next) {
    List<BatchWork.Failure> failures = new ArrayList<>();
    int done = 0;
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (EnvelopeRow row : rows) {
        Scope scope = row.scope();
        if (scope == null) {
          failures.add(new BatchWork.Failure(row.item(), SCOPE_UNREADABLE));
          continue;
        }
        try {
          byte[] fresh =
              session.rewrap(row.purpose(), scope, row.rowId(), row.version(), row.envelope());
          int column = 1;
          statement.setBytes(column++, fresh);
          statement.setInt(column++, session.activeVersion());
          for (Object key : row.key()) {
            statement.setObject(column++, key);
          }
          statement.setInt(column, oldVersion);
          statement.addBatch();
          done++;
        } catch (UnopenableException e) {
          failures.add(new BatchWork.Failure(row.item(), e.reason().name()));
        }
      }
      if (done > 0) {
        statement.executeBatch();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("envelopes could not be written: " + e.getSQLState(), e);
    }
    return new Rewrapped(done, failures, next);
  }

  /**
   * Re-wraps a batch of a table with the columns id, tenant, sealed and key_version, whose rows are
   * bound to their id and to a scope of their tenant.
   *
   * @param what a row is called in a report
   */
  public Rewrapped rewrapTenantRows(
      String table,
      String what,
      Purpose purpose,
      Function<TenantId, Scope> scope,
      KeySession session,
      int version,
      int limit,
      @Nullable String after) {
    String query =
        "select id, tenant, sealed from "
            + table
            + " where key_version = ?"
            + (after == null ? "" : " and id > ?")
            + " order by key_version, id fetch first "
            + limit
            + " rows only";
    Object[] parameters =
        after == null ? new Object[] {version} : new Object[] {version, UUID.fromString(after)};
    List<EnvelopeRow> rows =
        page(
            query,
            row -> {
              UUID id = id(row, 1);
              String tenant = row.getString(2);
              Scope bound = EnvelopeRow.scope(() -> scope.apply(TenantId.of(tenant)));
              return new EnvelopeRow(what + " " + id, purpose, bound, id, 1, row.getBytes(3), id);
            },
            parameters);
    String next = rows.size() < limit ? null : rows.get(rows.size() - 1).rowId().toString();
    String update =
        "update " + table + " set sealed = ?, key_version = ? where id = ? and key_version = ?";
    return rewrap(session, version, rows, update, next);
  }

  /** The id in a column, whatever the driver makes of it. */
  public static UUID id(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
