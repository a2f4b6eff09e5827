package dev.sealward.inserver;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Looks into the tables behind the application's back, and changes them. */
@ApplicationScoped
public class Database {
  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  /** The first column of every row. */
  public List<Object> column(String query, Object... parameters) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = prepared(connection, query, parameters);
        ResultSet found = statement.executeQuery()) {
      List<Object> values = new ArrayList<>();
      while (found.next()) {
        values.add(found.getObject(1));
      }
      return values;
    }
  }

  /** The first column of the only row. */
  public Object one(String query, Object... parameters) throws SQLException {
    List<Object> values = column(query, parameters);
    if (values.size() != 1) {
      throw new IllegalStateException(values.size() + " rows instead of one");
    }
    return values.get(0);
  }

  /** As the schema's owner: the application's account may not do everything. */
  public int update(String statement, Object... parameters) throws SQLException {
    try (Connection connection = owner();
        PreparedStatement prepared = prepared(connection, statement, parameters)) {
      return prepared.executeUpdate();
    }
  }

  // When and from where somebody was last seen is written by and by.
  private static final Set<String> PASSING =
      Set.of("last_used_at", "last_used_from", "warned", "reminded_at");

  /** What every table holds, as one text for each; without those named. */
  public Map<String, String> contents(Set<String> except) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Connection connection = dataSource.getConnection();
        ResultSet tables =
            connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "%", null)) {
      while (tables.next()) {
        String table = tables.getString("TABLE_NAME");
        if (tables.getString("TABLE_TYPE").endsWith("TABLE")
            && !except.contains(table.toLowerCase(Locale.ROOT))) {
          contents.put(table, rows(connection, table));
        }
      }
    }
    return contents;
  }

  private static String rows(Connection connection, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement("select * from \"" + table + "\"");
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          String column = found.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT);
          if (!PASSING.contains(column)) {
            // Read once too often, PostgreSQL's driver says where bytes are instead of what.
            boolean bytes = found.getObject(i) instanceof byte[];
            row.append(bytes ? HexFormat.of().formatHex(found.getBytes(i)) : found.getString(i));
            row.append('|');
          }
        }
        rows.add(row.toString());
      }
    }
    Collections.sort(rows);
    return rows.size() + " rows " + String.join("\n", rows).hashCode();
  }

  /** What leads to rows, by the columns in their order. */
  public record Index(boolean unique, List<String> columns) {}

  /** The indexes of a table, those of its keys among them. */
  public List<Index> indexes(String table) throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    Map<String, Boolean> unique = new TreeMap<>();
    String stored = isPostgres() ? table : table.toUpperCase(Locale.ROOT);
    try (Connection connection = dataSource.getConnection();
        ResultSet found =
            connection
                .getMetaData()
                .getIndexInfo(
                    connection.getCatalog(), connection.getSchema(), stored, false, true)) {
      while (found.next()) {
        String column = found.getString("COLUMN_NAME");
        if (column != null) {
          String name = found.getString("INDEX_NAME");
          // In the order of their places: the database answers so.
          columns
              .computeIfAbsent(name, any -> new ArrayList<>())
              .add(column.toLowerCase(Locale.ROOT));
          unique.put(name, !found.getBoolean("NON_UNIQUE"));
        }
      }
    }
    return columns.entrySet().stream()
        .map(index -> new Index(unique.get(index.getKey()), index.getValue()))
        .toList();
  }

  /** The columns of text, of all tables, in which {@code text} stands. */
  public List<String> places(String text) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        ResultSet columns =
            connection
                .getMetaData()
                .getColumns(connection.getCatalog(), connection.getSchema(), "%", "%")) {
      while (columns.next()) {
        String table = columns.getString("TABLE_NAME");
        String column = columns.getString("COLUMN_NAME");
        int type = columns.getInt("DATA_TYPE");
        if (type == Types.VARCHAR || type == Types.CLOB || type == Types.LONGVARCHAR) {
          String query = "select 1 from \"" + table + "\" where \"" + column + "\" like ?";
          if (!column(query, "%" + text + "%").isEmpty()) {
            found.add(table + "." + column);
          }
        }
      }
    }
    return found;
  }

  /** What the application's own account may do; throws what the database says to it. */
  public int updateAsApplication(String statement) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      return prepared.executeUpdate();
    }
  }

  public boolean isPostgres() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    }
  }

  /** Ends every other connection of the application on PostgreSQL, as a restart would. */
  public void endAllOfTheApplication() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement end =
            prepared(
                connection,
                "select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where pid <> pg_backend_pid() and usename = current_user"
                    + " and datname = current_database()")) {
      end.execute();
    }
  }

  private Connection owner() throws SQLException {
    String user = System.getProperty("sealward.db.owner.user");
    if (user == null) {
      return dataSource.getConnection();
    }
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setURL(System.getProperty("sealward.db.url"));
    owner.setUser(user);
    return owner.getConnection();
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
