package dev.sealward.boot;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database the configuration names: {@code SEALWARD_DB_URL}, {@code _USER}, {@code _PASSWORD}
 * for PostgreSQL, or by default an H2 file in the data directory. The server's own pool stands
 * above it.
 *
 * <p>With H2 each commit is in the file when it returns, whole ({@link FencedConnections}): what
 * was answered survives kill -9.
 */
public final class ConfiguredDataSource implements DataSource {
  /**
   * Every commit writes some 30 KB of the file anew. What is left of what it replaced is taken out
   * when the server stops, for three seconds at most. While it runs, replaced space stays as long
   * as H2 would have it: a crash of the machine may need it.
   */
  static final String SPACE = ";MAX_COMPACT_TIME=3000";

  private final DataSource actual;

  /** Called by the server when it makes the pool. */
  public ConfiguredDataSource() {
    this.actual = from(ConfigProvider.getConfig());
  }

  /** The JDBC address in use, without credentials. */
  static String url(Config config) {
    return text(config, "sealward.db.url").orElseGet(() -> embedded(config));
  }

  private static String embedded(Config config) {
    Path home = Path.of(System.getProperty("user.home"));
    String data = text(config, "sealward.data.dir").orElse(home.resolve(".sealward").toString());
    return "jdbc:h2:file:"
        + Path.of(data).toAbsolutePath().resolve("db").resolve("sealward")
        + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"
        + SPACE;
  }

  /**
   * The schema's owner, where PostgreSQL has one of its own: {@code SEALWARD_DB_OWNER_USER}, {@code
   * _PASSWORD} and {@code _URL} (default: {@code SEALWARD_DB_URL}).
   */
  static Optional<DataSource> owner(Config config) {
    String url = text(config, "sealward.db.owner.url").orElseGet(() -> url(config));
    return text(config, "sealward.db.owner.user")
        .filter(user -> isPostgres(url))
        .map(
            user -> {
              PGSimpleDataSource postgres = postgres(url);
              postgres.setUser(user);
              postgres.setPassword(text(config, "sealward.db.owner.password").orElse(null));
              return postgres;
            });
  }

  private static boolean isPostgres(String url) {
    return url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:");
  }

  private static PGSimpleDataSource postgres(String url) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setURL(url);
    // A null time is bound without its type; the server knows the column's.
    postgres.setStringType("unspecified");
    return postgres;
  }

  private static DataSource from(Config config) {
    String url = url(config);
    Optional<String> user = text(config, "sealward.db.user");
    Optional<String> password = text(config, "sealward.db.password");
    if (isPostgres(url)) {
      PGSimpleDataSource postgres = postgres(url);
      user.ifPresent(postgres::setUser);
      password.ifPresent(postgres::setPassword);
      return postgres;
    }
    if (url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:")) {
      JdbcDataSource h2 = new JdbcDataSource();
      h2.setURL(url);
      h2.setUser(user.orElse("sealward"));
      h2.setPassword(password.orElse(""));
      return h2;
    }
    throw new IllegalStateException(
        "SEALWARD_DB_URL must start with jdbc:postgresql: or jdbc:h2:, or be left out.");
  }

  private static Optional<String> text(Config config, String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      Connection connection = actual.getConnection();
      return actual instanceof JdbcDataSource ? FencedConnections.fence(connection) : connection;
    } catch (SQLException e) {
      // Read by the launcher when this happens during the start; says nothing of the credentials.
      System.setProperty(
          Launcher.FAILURE,
          "The database does not accept a connection (SQL state "
              + e.getSQLState()
              + "). Check that it runs, and SEALWARD_DB_URL, _USER and _PASSWORD.");
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    // The drivers' own log is not used: it could print what it binds.
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    actual.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return actual.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("dev.sealward");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return actual.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return actual.isWrapperFor(type);
  }
}
