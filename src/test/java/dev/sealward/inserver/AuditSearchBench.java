package dev.sealward.inserver;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditCounts;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.CountKeeping;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Searching the trail of a tenant with few, many and very many rows, in one run, on PostgreSQL:
 * started as {@link KeysBench} is, as {@code in-the-server-on-postgresql} and with {@code
 * -Dsealward.bench.load=100 -Dsealward.bench.rows=5000000}. Not a test: nothing is asserted, and
 * {@code mvn verify} does not run it.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-05")
class AuditSearchBench {
  private static final long ROWS = Long.getLong("sealward.bench.rows", 1_000_000);
  private static final int TIMES = 200;

  // Sixty days; a hundred entities, a thousand secrets, one row in fifty refused.
  private static final String FILL =
      "insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action, target_kind,"
          + " target_id, outcome, address, correlation_id) select %d + i, '%s',"
          + " now() - interval '60 days' * (1 - i / %d.0), 'ENTITY', 'agent-' || (i %% 97),"
          + " (array['ACCESS_DENIED','PERSON_SIGNED_IN','REDACTION_FAILED'])[1 + (i %% 100) / 98],"
          + " 'secret', 'secret-' || (i %% 997),"
          + " case when i %% 50 = 0 then 'REFUSED' else 'SUCCEEDED' end, '192.0.2.' || (i %% 11),"
          + " md5((i / 3)::text)::uuid from generate_series(1, %d) as i";

  @Inject Installed installed;
  @Inject Database database;
  @Inject AuditSearch search;
  @Inject AuditCounts counts;
  @Inject CountKeeping keeping;
  @Inject Clock clock;

  @Test
  void measure() throws Exception {
    installed.admin();
    long first = 2_000_000_000_000L;
    for (long rows : new long[] {10_000, 1_000_000, 5_000_000}) {
      if (rows <= ROWS) {
        measure("bench-" + rows, first, rows);
        first += rows;
      }
    }
  }

  private void measure(String name, long first, long rows) throws Exception {
    long begun = System.nanoTime();
    database.update(String.format(java.util.Locale.ROOT, FILL, first, name, rows, rows));
    // As if they were sealed, so that the sealer leaves them alone.
    database.update(
        "insert into audit_link (event_id, tenant, seal) select id, tenant, 1 from audit_event"
            + " where tenant = ?",
        name);
    analyze();
    System.out.printf(
        "bench %,d rows, filled in %.0f s%n", rows, (System.nanoTime() - begun) / 1e9);
    begun = System.nanoTime();
    int hours = keeping.keep(10_000);
    System.out.printf(
        "bench %d hours counted in %.1f s%n", hours, (System.nanoTime() - begun) / 1e9);

    TenantId tenant = TenantId.of(name);
    Instant now = clock.instant();
    Position middle = new Position(now.minus(Duration.ofDays(45)), Long.MAX_VALUE);
    AuditFilter entity =
        AuditFilter.ALL.by(Set.of(new AuditFilter.Who(Caller.Kind.ENTITY, "agent-7")));
    AuditFilter secret = AuditFilter.ALL.about(Set.of(new Target("secret", "secret-7")));
    UUID call = (UUID) database.one("select md5('77')::uuid");
    report(rows, "first page", () -> search.find(tenant, AuditFilter.ALL, Place.NEWEST, 100));
    report(
        rows,
        "deep page",
        () -> search.find(tenant, AuditFilter.ALL, Place.olderThan(middle), 100));
    report(
        rows,
        "deep, newer",
        () -> search.find(tenant, AuditFilter.ALL, Place.newerThan(middle), 100));
    report(rows, "by secret", () -> search.find(tenant, secret, Place.NEWEST, 100));
    report(
        rows,
        "by entity and action",
        () ->
            search.find(tenant, entity.doing(Set.of(Action.PERSON_SIGNED_IN)), Place.NEWEST, 100));
    report(
        rows,
        "failed only",
        () -> search.find(tenant, AuditFilter.ALL.ended(Outcome.REFUSED), Place.NEWEST, 100));
    report(
        rows,
        "by correlation id",
        () -> search.find(tenant, AuditFilter.ALL.under(Set.of(call)), Place.NEWEST, 100));
    report(
        rows,
        "entity and address",
        () -> search.find(tenant, entity.at("192.0.2.3"), Place.NEWEST, 100));
    report(
        rows,
        "address, nothing in 30 days",
        () ->
            search.find(
                tenant,
                secret
                    .at("192.0.2.99")
                    .within(Optional.of(now.minus(Duration.ofDays(30))), Optional.empty()),
                Place.NEWEST,
                100));
    Instant from = now.minus(Duration.ofDays(30));
    report(rows, "timeline of 30 days", () -> counts.timeline(tenant, AuditFilter.ALL, from, now));
    report(rows, "timeline of a secret", () -> counts.timeline(tenant, secret, from, now));
    report(rows, "summary of 30 days", () -> counts.summary(tenant, from, now));
  }

  private void analyze() throws SQLException {
    database.update("analyze audit_event");
  }

  private static void report(long rows, String what, Callable<?> call) throws Exception {
    long[] nanos = new long[TIMES];
    for (int i = -20; i < TIMES; i++) {
      long begun = System.nanoTime();
      call.call();
      nanos[Math.max(0, i)] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "bench %,d rows, %s: p50 %.2f ms, p95 %.2f ms%n",
        rows, what, nanos[TIMES / 2] / 1e6, nanos[TIMES * 95 / 100] / 1e6);
  }
}
