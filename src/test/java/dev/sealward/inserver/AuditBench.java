package dev.sealward.inserver;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Audit rows in the server, a commit each, against a bare insert of the same columns into a table
 * with the same indexes, in one run, with the sealer at work: see docs/benchmarks.md for how it is
 * started. Not a test: nothing is asserted, and {@code mvn verify} does not run it.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-010")
class AuditBench {
  private static final int ROWS = 8_000;
  private static final int ROUNDS = 3;
  private static final Target SECRET = new Target("secret", new UUID(7, 7).toString());
  private static final String UNSEALED =
      "select count(*) from audit_event e where e.tenant = 'default' and e.id > ? and not exists"
          + " (select 1 from audit_link l where l.event_id = e.id)";

  @Inject Installed installed;
  @Inject AuditTrail trail;
  @Inject Database database;
  @Resource ManagedExecutorService executor;
  @Inject ServerTransaction transaction;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  private final AtomicLong ids = new AtomicLong();

  @Test
  void measure() throws Exception {
    Caller caller = installed.admin();
    database.update("create table audit_bench as select * from audit_event where 1 = 0");
    database.update("alter table audit_bench alter column id set not null");
    database.update("alter table audit_bench add primary key (id)");
    for (String columns : indexesOfTheTrail()) {
      database.update(
          "create index audit_bench_" + ids.incrementAndGet() + " on audit_bench " + columns);
    }
    database.update("grant insert on audit_bench to public");
    for (int round = 1; round <= ROUNDS; round++) {
      for (int writers : new int[] {1, 8}) {
        double bare = rate(writers, this::bareInsert);
        long before = (Long) database.one("select max(id) from audit_event");
        double audited = rate(writers, () -> audited(caller));
        Object unsealed = database.one(UNSEALED, before);
        System.out.printf(
            "bench round %d, %d writers: bare insert %,.0f/s, audit row %,.0f/s, %.2f of it,"
                + " %s not sealed at the end%n",
            round, writers, bare, audited, audited / bare, unsealed);
        awaitSeals(before);
      }
    }
  }

  private void awaitSeals(long after) throws Exception {
    long began = System.nanoTime();
    while ((Long) database.one(UNSEALED, after) > 0) {
      Thread.sleep(100);
    }
    System.out.printf("bench all sealed after %.1f s%n", (System.nanoTime() - began) / 1e9);
  }

  /** The columns of each of its indexes but the primary key, as a statement names them. */
  private List<String> indexesOfTheTrail() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      DatabaseMetaData about = connection.getMetaData();
      boolean upper = about.storesUpperCaseIdentifiers();
      String table = upper ? "AUDIT_EVENT" : "audit_event";
      Map<String, List<String>> indexes = new TreeMap<>();
      try (ResultSet found = about.getIndexInfo(null, null, table, false, true)) {
        while (found.next()) {
          String name = found.getString("INDEX_NAME").toLowerCase(Locale.ROOT);
          if (name.startsWith("audit_event_by_")) {
            boolean down = "D".equals(found.getString("ASC_OR_DESC"));
            indexes
                .computeIfAbsent(name, any -> new ArrayList<>())
                .add(found.getString("COLUMN_NAME") + (down ? " desc" : ""));
          }
        }
      }
      return indexes.values().stream()
          .map(columns -> "(" + String.join(", ", columns) + ")")
          .toList();
    }
  }

  private Object audited(Caller caller) throws Exception {
    transaction.begin();
    trail.record(caller.under(UUID.randomUUID()), Action.SECRET_ACCESSED, SECRET, "version 3");
    transaction.commit();
    return "";
  }

  private Object bareInsert() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into audit_bench (id, tenant, occurred_at, actor_kind, actor, action,"
                    + " target_kind, target_id, outcome, detail, address, correlation_id, mac)"
                    + " values (?, 'default', ?, 'PERSON', 'root-admin', 'SECRET_ACCESSED',"
                    + " 'secret', ?, 'SUCCEEDED', 'version 3', '127.0.0.1', ?, ?)")) {
      insert.setLong(1, ids.incrementAndGet());
      insert.setObject(2, OffsetDateTime.now(ZoneOffset.UTC));
      insert.setString(3, SECRET.id());
      insert.setObject(4, UUID.randomUUID());
      insert.setBytes(5, new byte[32]);
      return insert.executeUpdate();
    }
  }

  private double rate(int writers, Callable<Object> write) throws Exception {
    long began = System.nanoTime();
    List<Future<?>> working = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      working.add(
          executor.submit(
              () -> {
                for (int i = 0; i < ROWS / writers; i++) {
                  write.call();
                }
                return null;
              }));
    }
    for (Future<?> one : working) {
      one.get();
    }
    return ROWS / ((System.nanoTime() - began) / 1e9);
  }
}
