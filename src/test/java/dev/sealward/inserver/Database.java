package dev.sealward.inserver;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

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

  public int update(String statement, Object... parameters) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement prepared = prepared(connection, statement, parameters)) {
      return prepared.executeUpdate();
    }
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

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
