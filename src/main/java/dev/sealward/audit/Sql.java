package dev.sealward.audit;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements over one connection; what fails is a defect or the database's end of it. */
final class Sql {
  private final Connection connection;
  private final int mostSeconds;

  private Sql(Connection connection, int mostSeconds) {
    this.connection = connection;
    this.mostSeconds = mostSeconds;
  }

  /** Over the connection of the acting transaction. */
  static Sql of(EntityManager rows) {
    return of(rows.unwrap(Connection.class));
  }

  static Sql of(Connection connection) {
    return new Sql(connection, 0);
  }

  /** The same, where no statement takes longer than so many seconds. */
  Sql within(int seconds) {
    return new Sql(connection, seconds);
  }

  boolean isPostgres() {
    try {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Turns the row a result set stands on into what it holds. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> list(Reader<T> reader, String query, @Nullable Object... parameters) {
    return timed(
        query,
        parameters,
        statement -> {
          List<T> all = new ArrayList<>();
          try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
              all.add(reader.read(found));
            }
          }
          return all;
        });
  }

  <T> Optional<T> first(Reader<T> reader, String query, @Nullable Object... parameters) {
    return list(reader, query, parameters).stream().findFirst();
  }

  int update(String statement, @Nullable Object... parameters) {
    return timed(statement, parameters, PreparedStatement::executeUpdate);
  }

  /** The same statement for many rows, at once. */
  void updateAll(String statement, List<Object[]> rows) {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (Object[] row : rows) {
        bind(prepared, row);
        prepared.addBatch();
      }
      prepared.executeBatch();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private interface Work<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private <T> T timed(String text, @Nullable Object[] parameters, Work<T> work) {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      bind(statement, parameters);
      if (mostSeconds == 0) {
        return work.of(statement);
      }
      try {
        statement.setQueryTimeout(mostSeconds);
        return work.of(statement);
      } finally {
        // H2 keeps it for the connection, whoever has that next.
        statement.setQueryTimeout(0);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      statement.setObject(
          i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
    }
  }

  private static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("the trail's tables: SQL state " + e.getSQLState(), e);
  }
}
