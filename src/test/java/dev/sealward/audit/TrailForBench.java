package dev.sealward.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills an empty trail on PostgreSQL with ninety days of invented rows, a tenant for each size: two
 * hundred entities and a thousand secrets, few of which are in most rows, and some that are in
 * five.
 */
final class TrailForBench {
  private static final long FIRST_ID = 2_000_000_000_000L;
  private static final long IDS_APART = 100_000_000;

  // w decides what a row is, a who acts, s on which secret, c from where; all between 0 and 1.
  private static final String ROWS =
      """
      insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action, target_kind,
        target_id, other_kind, other_id, outcome, code, detail, address, correlation_id, mac)
      select %1$d + i, 'bench-%2$d', now() - interval '90 days' * (1 - i / %2$d.0),
        case when w >= 0.97 then 'PERSON' else 'ENTITY' end,
        case when w >= 0.97 then 'person-' || floor(20 * a * a)::int
          else 'agent-' || floor(200 * a * a * a)::int end,
        case when w < 0.89 then 'SECRET_ACCESSED' when w < 0.92 then 'RUN_STARTED'
          when w < 0.95 then 'RUN_FINISHED' when w < 0.97 then 'ACCESS_DENIED'
          when w < 0.985 then 'PERSON_SIGNED_IN' when w < 0.99 then 'SIGN_IN_FAILED'
          when w < 0.997 then 'SECRET_ROTATED' else 'ACCESS_GRANTED' end,
        case when on_secret then 'secret' when w < 0.95 then 'run' else 'person' end,
        case when on_secret then md5('secret-' || floor(1000 * s * s * s)::int)::uuid::text
          when w < 0.95 then md5('run-' || (i / 20))::uuid::text
          else 'person-' || floor(20 * a * a)::int end,
        case when w >= 0.997 then 'entity' end,
        case when w >= 0.997 then 'agent-' || floor(200 * s)::int end,
        case when w >= 0.95 and w < 0.97 or w >= 0.985 and w < 0.99 then 'REFUSED'
          else 'SUCCEEDED' end,
        case when w >= 0.95 and w < 0.97 then 'CREDENTIAL_ACCESS_DENIED' end,
        case when w < 0.89 then 'version 3' end,
        '10.0.' || floor(4 * a * a)::int || '.' || floor(10 * c * c)::int,
        md5('call-' || (i / 3))::uuid, sha256(('row-' || i)::bytea)
      from (select drawn.*, w < 0.89 or w >= 0.99 or w >= 0.95 and w < 0.97 as on_secret
        from (select i, %3$s as w, %4$s as a, %5$s as s, %6$s as c
          from generate_series(1, %2$d) as i) drawn) all_rows
      """;

  // One that acted five times, a secret read five times, five calls from one address.
  private static final String RARE =
      """
      insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action, target_kind,
        target_id, outcome, address, correlation_id, mac)
      select %1$d + %2$d + 10 * k + i, 'bench-%2$d', now() - interval '1 day' * (20 * k + i),
        'ENTITY', case when k = 1 then 'agent-rare' else 'agent-0' end, 'SECRET_ACCESSED',
        'secret', md5(case when k = 2 then 'secret-rare' else 'secret-0' end)::uuid::text,
        'SUCCEEDED', case when k = 3 then '192.0.2.99' else '10.0.0.0' end,
        md5('rare-' || i)::uuid, sha256(('rare-' || k || i)::bytea)
      from generate_series(1, 5) as i, generate_series(1, 3) as k
      """;

  // As if they were sealed and verified, so that what seals has nothing to do.
  private static final List<String> SEALED =
      List.of(
          "insert into audit_seal (tenant, number, first_id, last_id, row_count, unproved,"
              + " previous, rows_hash, sealed_at, mac) values ('bench-%2$d', 1, %1$d,"
              + " %1$d + %2$d + 100, 0, 0, '', '', now(), '')",
          "insert into audit_chain (tenant, last_seal, last_mac, verified_seal)"
              + " values ('bench-%2$d', 1, '', 1)",
          "insert into audit_link (event_id, tenant, seal)"
              + " select id, tenant, 1 from audit_event where tenant = 'bench-%2$d'");

  private final Connection connection;

  TrailForBench(Connection connection) {
    this.connection = connection;
  }

  /** Fills it, unless it was filled before. */
  void fill(List<Long> sizes) throws SQLException {
    if (!texts("select tenant from audit_event fetch first 1 rows only").isEmpty()) {
      return;
    }
    // Indexes are made faster than they grow.
    String of = " from pg_indexes where tablename in ('audit_event', 'audit_link')";
    List<String> indexes = texts("select indexdef" + of + " and indexname not like '%pkey'");
    for (String name : texts("select indexname" + of + " and indexname not like '%pkey'")) {
      run("drop index " + name);
    }
    long first = FIRST_ID;
    for (long rows : sizes) {
      run(String.format(ROWS, first, rows, drawn(1), drawn(2), drawn(3), drawn(4)));
      run(String.format(RARE, first, rows));
      for (String statement : SEALED) {
        run(String.format(statement, first, rows));
      }
      first += IDS_APART;
    }
    run("set maintenance_work_mem = '512MB'");
    for (String index : indexes) {
      run(index);
    }
    run("vacuum analyze audit_event");
    run("vacuum analyze audit_link");
  }

  /** The same number for a row each time. */
  private static String drawn(int which) {
    return "(hashint8(i * 4 + " + which + ") & 2147483647) / 2147483648.0::float8";
  }

  void run(String statement) throws SQLException {
    try (Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  private List<String> texts(String query) throws SQLException {
    try (Statement one = connection.createStatement();
        ResultSet found = one.executeQuery(query)) {
      List<String> all = new ArrayList<>();
      while (found.next()) {
        all.add(found.getString(1));
      }
      return all;
    }
  }
}
