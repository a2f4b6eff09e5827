package dev.sealward.backup;

import dev.sealward.backup.Rows.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the two databases say and take differently: isolation, and the types of columns. */
final class Database {
  private Database() {}

  private static boolean isH2(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("H2");
  }

  /** From its first query on, the connection sees one state of the database. */
  static void beginSnapshot(Connection connection) throws SQLException {
    boolean h2 = isH2(connection);
    if (h2) {
      try (Statement settings = connection.createStatement()) {
        settings.execute("set session characteristics as transaction isolation level snapshot");
        // Rows are read as they are asked for, not gathered first.
        settings.execute("set lazy_query_execution true");
      }
    } else {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
    }
    connection.setAutoCommit(false);
  }

  /** Lets a sequence go on with {@code next}. */
  static void restart(Connection connection, String sequence, long next) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          isH2(connection)
              ? "alter sequence " + sequence + " restart with " + next
              : "select setval('" + sequence + "', " + next + ", false)");
    }
  }

  /** The newest migration of the tables. */
  static int schemaVersion(Connection connection) throws SQLException {
    int newest = 0;
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select \"version\" from \"flyway_schema_history\""
                    + " where \"success\" and \"version\" is not null")) {
      while (found.next()) {
        newest = Math.max(newest, Integer.parseInt(found.getString(1)));
      }
    }
    return newest;
  }

  /** The first {@code count} columns of a query; all when it is 0. */
  static List<Column> columns(ResultSetMetaData meta, int count) throws SQLException {
    List<Column> columns = new ArrayList<>();
    int last = count == 0 ? meta.getColumnCount() : count;
    for (int i = 1; i <= last; i++) {
      String name = meta.getColumnName(i).toLowerCase(Locale.ROOT);
      columns.add(new Column(name, type(name, meta.getColumnTypeName(i))));
    }
    return columns;
  }

  /** The columns of a table. */
  static List<Column> columns(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("select * from " + table + " where 1 = 0")) {
      return columns(none.getMetaData(), 0);
    }
  }

  private static ColumnType type(String column, String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "character varying", "varchar", "text" -> ColumnType.TEXT;
      case "integer", "int4" -> ColumnType.INT;
      case "bigint", "int8" -> ColumnType.LONG;
      case "binary varying", "bytea" -> ColumnType.BYTES;
      case "uuid" -> ColumnType.UUID;
      case "timestamp with time zone", "timestamptz" -> ColumnType.TIME;
      case "boolean", "bool" -> ColumnType.BOOL;
      default -> throw new IllegalStateException("no type of a backup fits column " + column);
    };
  }

  static @Nullable Object read(ResultSet row, int column, ColumnType type) throws SQLException {
    Object value =
        switch (type) {
          case TEXT -> row.getString(column);
          case INT -> row.getInt(column);
          case LONG -> row.getLong(column);
          case BYTES -> row.getBytes(column);
          case UUID -> row.getObject(column, UUID.class);
          case TIME -> row.getObject(column, OffsetDateTime.class);
          case BOOL -> row.getBoolean(column);
        };
    if (row.wasNull()) {
      return null;
    }
    return value instanceof OffsetDateTime time ? time.toInstant() : value;
  }

  static void bind(PreparedStatement statement, int parameter, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(parameter, Types.NULL);
    } else if (value instanceof Instant time) {
      statement.setObject(parameter, OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(parameter, bytes);
    } else {
      statement.setObject(parameter, value);
    }
  }
}
