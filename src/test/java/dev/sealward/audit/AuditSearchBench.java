package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;

/**
 * Searching a tenant's trail of few, many and very many rows, on a PostgreSQL whose URL is the
 * first argument, and how long each question takes against a bare query of one page by the same
 * index; the sizes are the other arguments. What is filled stays for the next run.
 * docs/benchmarks.md says how to run it.
 */
public final class AuditSearchBench {
  private static final int TIMES = 60;
  private static final int WARM_UP = 12;
  private static final int PAGE = 100;

  private final Connection connection;
  private final Clock clock = Clock.systemUTC();
  private final AuditSearch search;
  private final AuditCounts counts;
  private final ChainRows chain;
  private final Map<String, Map<Long, long[]>> found = new LinkedHashMap<>();

  private AuditSearchBench(Connection connection) {
    this.connection = connection;
    EntityManager rows =
        (EntityManager)
            Proxy.newProxyInstance(
                AuditSearchBench.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (proxy, method, arguments) -> connection);
    HourCounts hours = new HourCounts(rows);
    this.search = new AuditSearch(rows);
    this.counts = new AuditCounts(rows, hours, clock);
    this.chain = new ChainRows(Sql.of(connection));
    new CountKeeping(hours, clock).keep(Integer.MAX_VALUE);
  }

  public static void main(String[] args) throws Exception {
    List<Long> sizes = Arrays.stream(args).skip(1).map(Long::valueOf).toList();
    Flyway.configure()
        .dataSource(args[0], null, null)
        .locations("classpath:db/migration")
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection(args[0])) {
      TrailForBench trail = new TrailForBench(connection);
      trail.fill(sizes);
      AuditSearchBench bench = new AuditSearchBench(connection);
      trail.run("vacuum analyze trail_count");
      trail.run("vacuum analyze trail_day");
      connection.setAutoCommit(false);
      for (long rows : sizes) {
        bench.measure(rows);
      }
      bench.print(sizes);
    }
  }

  private void measure(long rows) throws Exception {
    TenantId tenant = TenantId.of("bench-" + rows);
    Instant now = clock.instant();
    Instant deep = now.minus(Duration.ofDays(45));
    // Three hundred rows from the end.
    Instant last = now.minus(Duration.ofDays(90).minus(Duration.ofDays(90).dividedBy(rows / 300)));
    ask("bare page", rows, () -> bare(tenant, deep));
    Map<String, AuditFilter> filters = filters(now);
    for (Map.Entry<String, AuditFilter> one : filters.entrySet()) {
      AuditFilter filter = one.getValue();
      ask(one.getKey() + ", first page", rows, () -> page(tenant, filter, Place.NEWEST));
      ask(one.getKey() + ", deep", rows, () -> page(tenant, filter, older(deep)));
      ask(one.getKey() + ", deep, newer", rows, () -> page(tenant, filter, newer(deep)));
      ask(one.getKey() + ", at the end", rows, () -> page(tenant, filter, older(last)));
    }
    for (int days : new int[] {1, 30, 90}) {
      Instant from = now.minus(Duration.ofDays(days));
      for (String name : List.of("everything", "secret, often", "refused", "address, often")) {
        AuditFilter filter = filters.get(name);
        String what = "chart of " + days + " days, " + name;
        ask(what, rows, () -> counts.timeline(tenant, filter, from, now));
      }
      ask("summary of " + days + " days", rows, () -> counts.summary(tenant, from, now));
    }
    ask("rows to seal", rows, () -> chain.unsealed(tenant.value(), chain.floor(tenant.value()), 9));
    ask("rows without proof", rows, () -> chain.unprovedRows(tenant.value()));
  }

  private static Map<String, AuditFilter> filters(Instant now) throws NoSuchAlgorithmException {
    AuditFilter all = AuditFilter.ALL;
    AuditFilter hot = all.about(Set.of(secret("0")));
    AuditFilter busy = all.by(who(Caller.Kind.ENTITY, "agent-0"));
    AuditFilter person = all.by(who(Caller.Kind.PERSON, "person-3"));
    Optional<Instant> weekAgo = Optional.of(now.minus(Duration.ofDays(7)));
    Set<Action> ofSecrets =
        Arrays.stream(Action.values())
            .filter(action -> action.text().startsWith("secrets."))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    Set<Target> fifty = Set.copyOf(IntStream.range(0, 50).mapToObj(i -> secretOf(20 * i)).toList());
    Map<String, AuditFilter> filters = new LinkedHashMap<>();
    filters.put("everything", all);
    filters.put("secret, often", hot);
    filters.put("secret, five rows", all.about(Set.of(secret("rare"))));
    filters.put("entity, often", busy);
    filters.put("entity, five rows", all.by(who(Caller.Kind.ENTITY, "agent-rare")));
    filters.put("person", person);
    filters.put("action, often", all.doing(Set.of(Action.SECRET_ACCESSED)));
    filters.put("action, never", all.doing(Set.of(Action.KEY_ROTATED)));
    filters.put("actions of a group", all.doing(ofSecrets));
    filters.put("refused", all.ended(Outcome.REFUSED));
    filters.put("address, often", all.at("10.0.0.0"));
    filters.put("address, five rows", all.at("192.0.2.99"));
    filters.put("call", all.under(Set.of(uuid("call-77"))));
    filters.put("a week", all.within(weekAgo, Optional.empty()));
    filters.put("secret and rare action", hot.doing(Set.of(Action.ACCESS_GRANTED)));
    filters.put("secret, refused", hot.ended(Outcome.REFUSED));
    filters.put("secret and entity, both often", hot.by(who(Caller.Kind.ENTITY, "agent-0")));
    filters.put("secret often, entity rare", hot.by(who(Caller.Kind.ENTITY, "agent-rare")));
    filters.put("entity often, address rare", busy.at("192.0.2.99"));
    filters.put("entity and address, both often", busy.at("10.0.0.0"));
    filters.put("both often, never together", person.at("10.0.3.9"));
    filters.put(
        "secret, entity, address, week",
        hot.by(busy.who()).at("10.0.0.0").within(weekAgo, Optional.empty()));
    filters.put("fifty secrets", all.about(fifty));
    return filters;
  }

  private static Set<AuditFilter.Who> who(Caller.Kind kind, String id) {
    return Set.of(new AuditFilter.Who(kind, id));
  }

  private static Target secret(String name) throws NoSuchAlgorithmException {
    return new Target("secret", uuid("secret-" + name).toString());
  }

  private static Target secretOf(int number) {
    try {
      return secret(Integer.toString(number));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What PostgreSQL makes of a text with {@code md5(…)::uuid}. */
  private static UUID uuid(String text) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    String hex = HexFormat.of().formatHex(digest);
    return new UUID(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }

  private static Place older(Instant than) {
    return Place.olderThan(new Position(than, Long.MAX_VALUE));
  }

  private static Place newer(Instant than) {
    return Place.newerThan(new Position(than, Long.MAX_VALUE));
  }

  private FoundRows page(TenantId tenant, AuditFilter filter, Place place) {
    return search.find(tenant, filter, place, PAGE);
  }

  private Object bare(TenantId tenant, Instant before) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select "
                + TrailReader.COLUMNS
                + " from audit_event where tenant = ? and outcome = 'SUCCEEDED'"
                + " and occurred_at < ? order by occurred_at desc, id desc fetch first "
                + PAGE
                + " rows only")) {
      query.setString(1, tenant.value());
      query.setObject(2, before.atOffset(ZoneOffset.UTC));
      int read = 0;
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          read += rows.getString(2).length();
        }
      }
      return read;
    }
  }

  private void ask(String what, long rows, Callable<?> call) throws Exception {
    long[] nanos = new long[TIMES];
    for (int i = -WARM_UP; i < TIMES; i++) {
      long begun = System.nanoTime();
      call.call();
      connection.commit();
      nanos[Math.max(0, i)] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    found.computeIfAbsent(what, any -> new HashMap<>()).put(rows, nanos);
  }

  /** For each size the 50th and 95th percentile, and the first as a multiple of the bare page's. */
  private void print(List<Long> sizes) {
    sizes.forEach(rows -> System.out.printf(Locale.ROOT, "| %,d rows ", rows));
    System.out.println();
    found.forEach(
        (what, bySize) -> {
          System.out.printf("| %s ", what);
          for (long rows : sizes) {
            long[] nanos = bySize.get(rows);
            double bare = found.get("bare page").get(rows)[TIMES / 2];
            System.out.printf(
                Locale.ROOT,
                "| %.2f / %.2f (%.1f) ",
                nanos[TIMES / 2] / 1e6,
                nanos[TIMES * 95 / 100] / 1e6,
                nanos[TIMES / 2] / bare);
          }
          System.out.println("|");
        });
  }
}
