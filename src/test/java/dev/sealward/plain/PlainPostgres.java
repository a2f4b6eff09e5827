package dev.sealward.plain;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A PostgreSQL server for plain programs, with a database for each installation. */
final class PlainPostgres implements AutoCloseable {
  private static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private int databases;

  PlainPostgres() throws IOException {
    server = EmbeddedPostgres.start();
  }

  /** Makes an empty database; the settings that name it. */
  Map<String, String> database() throws SQLException {
    String name = "plain" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return Map.of("sealward.db.url", server.getJdbcUrl(USER, name), "sealward.db.user", USER);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
