package dev.sealward.inserver;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What the one server that in-server tests share needs before Arquillian reads its configuration:
 * an empty data directory, and a real PostgreSQL or none.
 */
final class ServerUnderTest implements AutoCloseable {
  // With what has to be quoted in it.
  private static final String APPLICATION = "sealward-app";
  private static final String OWNER = "sealward_owner";

  private EmbeddedPostgres postgres;

  private ServerUnderTest() {}

  static ServerUnderTest on(String database) throws IOException {
    ServerUnderTest server = new ServerUnderTest();
    server.prepare(database);
    return server;
  }

  /** For single classes, when {@code sealward.test.database} names a database. */
  public static final class Alone implements LauncherSessionListener {
    private ServerUnderTest server;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
      String database = System.getProperty("sealward.test.database");
      if (database == null) {
        return;
      }
      try {
        server = on(database);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
      if (server == null) {
        return;
      }
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void prepare(String database) throws IOException {
    Path work =
        Files.createDirectories(Path.of(System.getProperty("sealward.test.work")))
            .resolve("inserver-" + database + "-" + UUID.randomUUID());
    Files.createDirectories(work.resolve("root"));
    Path preBoot = work.resolve("pre-boot.txt");
    String listeners =
        "set configs.config.server-config.network-config.network-listeners.network-listener.";
    Files.writeString(
        preBoot,
        listeners
            + "http-listener.address=127.0.0.1\n"
            + listeners
            + "https-listener.address=127.0.0.1\n");
    List<String> options = new ArrayList<>();
    if (System.getProperty("sealward.bench.load") == null) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    options.add("-XX:+UseSerialGC");
    options.add(
        "-Dsealward.bench.secrets=" + System.getProperty("sealward.bench.secrets", "20000"));
    options.add("-Dsealward.bench.rows=" + Long.getLong("sealward.bench.rows", 1_000_000));
    options.add("-Dsealward.bench.masks=" + Boolean.getBoolean("sealward.bench.masks"));
    options.add("-Dsealward.test.masks=" + Integer.getInteger("sealward.test.masks", 2_500));
    options.add("-Xmx768m");
    // Weaving would hide entities from coverage.
    options.add("-Declipselink.weaving=false");
    options.add("-Dsealward.data.dir=" + work.resolve("data"));
    // Slow enough to be paused, and retired as soon as nothing needs it.
    options.add("-Dsealward.background.load=" + System.getProperty("sealward.bench.load", "5"));
    options.add("-Dsealward.key.settle=PT0S");
    options.add(
        "-javaagent:"
            + System.getProperty("sealward.test.agent")
            + "=append=true,includes=dev.sealward.*,destfile="
            + System.getProperty("sealward.test.coverage"));
    if (database.equals("postgresql")) {
      postgres = EmbeddedPostgres.start();
      twoAccounts(postgres);
      options.add("-Dsealward.db.url=" + postgres.getJdbcUrl(APPLICATION, "sealward"));
      options.add("-Dsealward.db.owner.user=" + OWNER);
    }
    System.setProperty("sealward.test.server.options", String.join(" ", options));
    System.setProperty("sealward.test.server.root", work.resolve("root").toString());
    System.setProperty("sealward.test.server.preboot", preBoot.toString());
  }

  /** The application's account does not own the schema it works in. */
  private static void twoAccounts(EmbeddedPostgres postgres) throws IOException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role \"" + APPLICATION + "\" login");
      statement.execute("create role " + OWNER + " login");
      statement.execute("create database sealward owner " + OWNER);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }
}
