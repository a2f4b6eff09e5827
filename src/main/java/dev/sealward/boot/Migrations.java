package dev.sealward.boot;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to date, and on PostgreSQL, where {@code SEALWARD_DB_OWNER_USER} names its
 * owner, gives the application's account what it needs and no more: no change of the schema, and
 * nothing but reading and adding where rows are only ever added (VAULT-05). Without an owner of its
 * own the application's account owns the schema.
 */
@ApplicationScoped
public class Migrations {
  private static final String HISTORY = "flyway_schema_history";

  private final Config config;
  private final Instance<BackedUp> modules;

  @Inject
  Migrations(Config config, @Any Instance<BackedUp> modules) {
    this.config = config;
    this.modules = modules;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Migrations() {
    this(null, null);
  }

  /**
   * @param application the application's own connections
   */
  void run(DataSource application) {
    Optional<DataSource> owner = ConfiguredDataSource.owner(config);
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(owner.orElse(application))
        .locations("classpath:db/migration")
        .load()
        .migrate();
    owner.ifPresent(schema -> grant(schema, application));
  }

  private void grant(DataSource owner, DataSource application) {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      String account = currentUser(application);
      if (account.equals(currentUser(owner))) {
        return;
      }
      String to = statement.enquoteIdentifier(account, true);
      String schema = statement.enquoteIdentifier(connection.getSchema(), true);
      connection.setAutoCommit(false);
      for (String right : rights(connection, schema, to)) {
        statement.execute(right);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new FlywayException(
          "the application's account was not given its rights: SQL state " + e.getSQLState(), e);
    }
  }

  private static String currentUser(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select current_user")) {
      found.next();
      return found.getString(1);
    }
  }

  private List<String> rights(Connection connection, String schema, String to) throws SQLException {
    List<String> rights = new ArrayList<>();
    rights.add("grant usage on schema " + schema + " to " + to);
    rights.add("revoke create on schema " + schema + " from " + to);
    rights.add("grant usage, select on all sequences in schema " + schema + " to " + to);
    Set<String> appendOnly = new TreeSet<>();
    modules.forEach(module -> appendOnly.addAll(module.appendOnly()));
    try (Statement statement = connection.createStatement();
        ResultSet tables =
            connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      while (tables.next()) {
        String table = tables.getString("TABLE_NAME");
        String name = schema + "." + statement.enquoteIdentifier(table, true);
        rights.add("revoke all on " + name + " from " + to);
        rights.add("grant " + on(table, appendOnly) + " on " + name + " to " + to);
      }
    }
    return rights;
  }

  private static String on(String table, Set<String> appendOnly) {
    if (table.equals(HISTORY)) {
      return "select";
    }
    return appendOnly.contains(table) ? "select, insert" : "select, insert, update, delete";
  }
}
