package dev.sealward.inserver;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
 * Audit rows in the server, a commit each, against a bare insert into a table of the same columns
 * and indexes, in one run, with the sealer at work: see docs/benchmarks.md for how it is started.
 * Not a test: nothing is asserted, and {@code mvn verify} does not run it.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-010")
class AuditBench {
  private static final int ROWS = 8_000;
  private static final int ROUNDS = 3;
  private static final Target PAGE = new Target("page", "/audit-bench");

  @Inject Installed installed;
  @Inject AuditTrail trail;
  @Inject Database database;
  @Resource ManagedExecutorService executor;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  private final AtomicLong ids = new AtomicLong();

  @Test
  void measure() throws Exception {
    Caller caller = installed.admin();
    database.update(
        "create table audit_bench (id bigint not null primary key, tenant varchar(63) not null,"
            + " occurred_at timestamp(6) with time zone not null, actor varchar(128) not null,"
            + " target_kind varchar(32) not null, target_id varchar(512) not null,"
            + " correlation_id uuid not null, mac bytea)");
    database.update("create index audit_bench_1 on audit_bench (tenant, id desc)");
    database.update(
        "create index audit_bench_2 on audit_bench (tenant, target_kind, target_id, id desc)");
    database.update("create index audit_bench_3 on audit_bench (tenant, actor, id desc)");
    database.update("create index audit_bench_4 on audit_bench (tenant, correlation_id, id desc)");
    database.update("grant insert on audit_bench to public");
    for (int round = 1; round <= ROUNDS; round++) {
      for (int writers : new int[] {1, 8}) {
        double bare = rate(writers, this::bareInsert);
        double audited =
            rate(
                writers,
                () -> {
                  trail.recordRefusal(caller, Action.ACCESS_DENIED, PAGE, "BENCH");
                  return null;
                });
        System.out.printf(
            "bench round %d, %d writers: bare insert %,.0f/s, audit row %,.0f/s, %.2f of it%n",
            round, writers, bare, audited, audited / bare);
      }
    }
  }

  private Object bareInsert() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into audit_bench values (?, 'default', ?, 'root-admin', 'page', '/bench',"
                    + " ?, ?)")) {
      insert.setLong(1, ids.incrementAndGet());
      insert.setObject(2, OffsetDateTime.now(ZoneOffset.UTC));
      insert.setObject(3, UUID.randomUUID());
      insert.setBytes(4, new byte[32]);
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
