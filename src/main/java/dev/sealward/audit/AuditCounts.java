package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trail in numbers (VAULT-05): how many rows there were when, and of whom most.
 *
 * <p>Guarantees: closed hours are exact, from what {@link CountKeeping} counted; what it has not
 * counted yet, at most the last hours, is counted on the spot. A filter with several conditions is
 * answered from the newest {@value AuditSearch#BUDGET} rows that one of them leads to; the answer
 * says how far back that was.
 */
@ApplicationScoped
@Transactional
public class AuditCounts {
  private static final Duration LIVE = Duration.ofHours(3);
  private static final int MAX_LIVE = 200_000;
  private static final int TOP = 8;

  private final TrailReader reader;
  private final HourCounts hours;
  private final Clock clock;

  /**
   * Somebody who read a secret.
   *
   * @param reads how often, the refused ones among them
   */
  public record Reader(AuditFilter.Who who, long reads, long refused, Instant last) {
    private Reader and(Reader other) {
      Instant later = last.isAfter(other.last) ? last : other.last;
      return new Reader(who, reads + other.reads, refused + other.refused, later);
    }
  }

  @Inject
  AuditCounts(EntityManager rows, HourCounts hours, Clock clock) {
    this.reader = new TrailReader(rows);
    this.hours = hours;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected AuditCounts() {
    this(null, null, null);
  }

  /** What the filter asks for, in slots of the step that suits the span. */
  public Timeline timeline(TenantId tenant, AuditFilter filter, Instant from, Instant until) {
    Duration step = Timeline.stepFor(from, until);
    Slots slots = new Slots(from, until, step);
    AuditFilter spanned = filter.within(Optional.of(slots.first()), Optional.of(slots.end()));
    Optional<About.Counted> counts = About.answering(filter);
    Instant countedFrom =
        counts.isPresent()
            ? fromCounts(tenant, spanned, counts.get(), slots)
            : fromRows(tenant, spanned, slots);
    return new Timeline(slots.all(), step, countedFrom);
  }

  /** Adds what was counted and what is new since; says from when on that is all. */
  private @Nullable Instant fromCounts(
      TenantId tenant, AuditFilter filter, About.Counted counts, Slots slots) {
    Instant counted = countedUntil(tenant);
    Instant keptUntil = earlier(counted, slots.end());
    KeptCounts kept =
        new KeptCounts(tenant.value(), counts.abouts(), counts.ids(), slots.first(), keptUntil);
    SqlText sql = new SqlText().add("select since, outcome, sum(records) from ");
    sql.add(slots.areHours() ? kept.byTheHour() : kept.rows(hours.counted(tenant.value())));
    filter.outcome().ifPresent(one -> sql.add(" where outcome = ?", one.name()));
    sql.add(" group by since, outcome");
    reader.all(sql, row -> slots.add(TrailReader.time(row, 1), row.getString(2), row.getLong(3)));
    Instant live =
        later(counted, later(slots.first(), now().minus(LIVE).truncatedTo(ChronoUnit.HOURS)));
    List<Arm> arms = new Leads(reader, tenant, filter).all().get(0);
    for (Instant hour = live;
        hour.isBefore(slots.end()) && !hour.isAfter(now());
        hour = next(hour)) {
      Arm.Span span = Arm.Span.of(hour, next(hour));
      for (Arm arm : arms) {
        SqlText count =
            new SqlText().add("select outcome, count(*) from (select * from audit_event");
        count
            .add(arm.where(span))
            .add(" fetch first " + MAX_LIVE + " rows only) found where 1 = 1");
        count.add(arm.rest());
        Instant start = hour;
        reader.all(
            count.add(" group by outcome"),
            row -> slots.add(start, row.getString(1), row.getLong(2)));
      }
    }
    Instant uncounted = later(counted, slots.first());
    boolean whole = !uncounted.isBefore(earlier(live, slots.end()));
    return whole ? null : earlier(live, slots.end());
  }

  /** Adds the newest rows, up to the budget; says from when on these are all. */
  private @Nullable Instant fromRows(TenantId tenant, AuditFilter filter, Slots slots) {
    Arm.Span span = new Arm.Span(filter.from(), filter.until(), Place.NEWEST);
    List<Arm> arms = new Leads(reader, tenant, filter).all().get(0);
    int budget = AuditSearch.BUDGET / Math.max(1, arms.size());
    @Nullable Instant countedFrom = null;
    for (Arm arm : arms) {
      SqlText sql =
          new SqlText().add("select occurred_at, outcome from (select * from audit_event");
      sql.add(arm.where(span)).add(arm.order(true));
      sql.add(" fetch first " + budget + " rows only) found where 1 = 1");
      sql.add(arm.rest());
      reader.all(sql, row -> slots.add(TrailReader.time(row, 1), row.getString(2), 1));
      SqlText end = new SqlText().add("select occurred_at from audit_event").add(arm.where(span));
      end.add(arm.order(true)).add(" offset " + (budget - 1) + " rows fetch first 1 rows only");
      for (Instant reached : reader.all(end, row -> TrailReader.time(row, 1))) {
        countedFrom = countedFrom == null ? reached : later(countedFrom, reached);
      }
    }
    return countedFrom;
  }

  /** The span in numbers; its first and last hour count whole. */
  public AuditSummary summary(TenantId tenant, Instant from, Instant until) {
    Instant start = from.truncatedTo(ChronoUnit.HOURS);
    List<AuditSummary.Count> all = top(tenant, About.ALL, start, until);
    return new AuditSummary(
        all.stream().mapToLong(AuditSummary.Count::records).sum(),
        all.stream().mapToLong(AuditSummary.Count::refused).sum(),
        last(tenant).orElse(null),
        top(tenant, About.SECRET, start, until),
        top(tenant, About.ENTITY, start, until),
        top(tenant, About.PERSON, start, until));
  }

  /** Who read a secret, or tried to: of its newest {@value AuditSearch#BUDGET} reads. */
  public List<Reader> readers(TenantId tenant, Target secret) {
    Arm reads =
        Arm.of("tenant", tenant.value())
            .and("target_kind", secret.kind())
            .and("target_id", secret.id())
            .and("action", Action.SECRET_ACCESSED.name());
    Map<String, Reader> readers = new HashMap<>();
    for (Outcome outcome : Outcome.values()) {
      Arm arm = reads.and("outcome", outcome.name());
      SqlText sql =
          new SqlText().add("select actor_kind, actor, count(*), max(occurred_at) from (select");
      sql.add(" actor_kind, actor, occurred_at from audit_event").add(arm.where());
      sql.add(arm.order(true)).add(" fetch first " + AuditSearch.BUDGET + " rows only) newest");
      sql.add(" group by actor_kind, actor order by 3 desc fetch first 50 rows only");
      boolean refused = outcome == Outcome.REFUSED;
      reader
          .all(
              sql,
              row ->
                  new Reader(
                      new AuditFilter.Who(Caller.Kind.valueOf(row.getString(1)), row.getString(2)),
                      row.getLong(3),
                      refused ? row.getLong(3) : 0,
                      TrailReader.time(row, 4)))
          .forEach(one -> readers.merge(one.who().toString(), one, Reader::and));
    }
    return readers.values().stream()
        .sorted(Comparator.comparingLong(Reader::reads).reversed())
        .toList();
  }

  private Optional<Instant> last(TenantId tenant) {
    return Stream.of(Outcome.values())
        .map(outcome -> Arm.of("tenant", tenant.value()).and("outcome", outcome.name()))
        .flatMap(
            arm -> {
              SqlText sql =
                  new SqlText()
                      .add("select occurred_at from audit_event")
                      .add(arm.where(Arm.Span.EVER));
              sql.add(arm.order(true)).add(" fetch first 1 rows only");
              return reader.all(sql, row -> TrailReader.time(row, 1)).stream();
            })
        .max(Comparator.naturalOrder());
  }

  /** What has most rows: of what is kept, and of what is new since. */
  private List<AuditSummary.Count> top(TenantId tenant, About about, Instant from, Instant until) {
    Instant counted = countedUntil(tenant);
    KeptCounts kept =
        new KeptCounts(tenant.value(), List.of(about), List.of(), from, earlier(counted, until));
    Instant live = later(counted, later(from, now().minus(LIVE).truncatedTo(ChronoUnit.HOURS)));
    SqlText where = new SqlText().add(" where tenant = ? and outcome in ", tenant.value());
    where.addAll(Stream.of(Outcome.values()).map(Enum::name).toList());
    where.add(" and occurred_at >= ? and occurred_at < ?", live, later(live, until));
    SqlText sql =
        new SqlText()
            .add(
                "select id, sum(records), sum(case when outcome = ? then records else 0 end)"
                    + " from (select id, outcome, records from ",
                Outcome.REFUSED.name());
    sql.add(kept.rows(hours.counted(tenant.value()))).add(" union all ").add(about.count(where));
    sql.add(") counted group by id order by 2 desc, 1 fetch first " + TOP + " rows only");
    return reader.all(
        sql, row -> new AuditSummary.Count(row.getString(1), row.getLong(2), row.getLong(3)));
  }

  /** From when on rows have to be counted now: before that they are counted, or there are none. */
  private Instant countedUntil(TenantId tenant) {
    return hours
        .counted(tenant.value())
        .map(HourCounts.Counted::until)
        .or(() -> hours.firstRow(tenant.value(), Instant.EPOCH))
        .orElse(now())
        .truncatedTo(ChronoUnit.HOURS);
  }

  private Instant now() {
    return clock.instant();
  }

  private static Instant next(Instant hour) {
    return hour.plus(1, ChronoUnit.HOURS);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
