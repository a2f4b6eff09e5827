package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The transactions of {@link CountKeeping}: short ones, and safe to be done twice. */
@ApplicationScoped
@Transactional(REQUIRES_NEW)
class HourCounts {
  static final int BATCH = 200;

  private static final String FIRST = "select occurred_at from audit_event";
  private static final String ONE = " fetch first 1 rows only";

  private final TrailReader reader;

  /** The hours of a tenant that are counted: from the one, to before the other. */
  record Counted(Instant from, Instant until) {}

  /** A number that is to be kept. */
  record Count(About about, String id, String outcome, long records) {}

  @Inject
  HourCounts(EntityManager rows) {
    this.reader = new TrailReader(rows);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  HourCounts() {
    this(null);
  }

  /** The first tenant in the trail whose name comes after this one. */
  Optional<String> tenantAfter(String tenant) {
    SqlText sql = new SqlText().add("select tenant from audit_event where tenant > ?", tenant);
    sql.add(" order by tenant, outcome, occurred_at desc, id desc fetch first 1 rows only");
    return reader.all(sql, row -> row.getString(1)).stream().findFirst();
  }

  /** When the oldest row was made that is not older than {@code from}. */
  Optional<Instant> firstRow(String tenant, Instant from) {
    Arm.Span span = new Arm.Span(Optional.of(from), Optional.empty(), Place.OLDEST);
    return Stream.of(Outcome.values())
        .map(outcome -> Arm.of("tenant", tenant).and("outcome", outcome.name()))
        .map(arm -> new SqlText().add(FIRST).add(arm.where(span)).add(arm.order(false)).add(ONE))
        .flatMap(sql -> reader.all(sql, row -> TrailReader.time(row, 1)).stream())
        .min(Comparator.naturalOrder());
  }

  Optional<Counted> counted(String tenant) {
    SqlText sql = new SqlText().add("select counted_from, counted_until from trail_counted");
    sql.add(" where tenant = ?", tenant);
    return reader
        .all(sql, row -> new Counted(TrailReader.time(row, 1), TrailReader.time(row, 2)))
        .stream()
        .findFirst();
  }

  /** Counts an hour. */
  List<Count> count(String tenant, Instant hour) {
    List<Count> counts = new ArrayList<>();
    for (About about : About.values()) {
      counts.addAll(
          reader.all(
              about.count(within(tenant, hour)),
              row -> new Count(about, row.getString(1), row.getString(2), row.getLong(3))));
    }
    return counts;
  }

  private static SqlText within(String tenant, Instant hour) {
    return new SqlText()
        .add(" where tenant = ? and outcome in ", tenant)
        .addAll(Stream.of(Outcome.values()).map(Enum::name).toList())
        .add(" and occurred_at >= ? and occurred_at < ?", hour, hour.plus(1, ChronoUnit.HOURS));
  }

  /** Keeps some of an hour's counts, in place of what was kept of them. */
  void keep(String tenant, Instant hour, List<Count> counts) {
    for (Count count : counts) {
      SqlText update = new SqlText().add("update trail_count set records = ?", count.records());
      update.add(
          " where tenant = ? and about = ? and id = ?", tenant, count.about().name(), count.id());
      update.add(" and hour_start = ? and outcome = ?", hour, count.outcome());
      if (reader.update(update) == 0) {
        SqlText insert =
            new SqlText()
                .add(
                    "insert into trail_count (tenant, about, id, hour_start, outcome, records)"
                        + " values ");
        reader.update(
            insert.addAll(
                List.of(
                    tenant,
                    count.about().name(),
                    count.id(),
                    hour,
                    count.outcome(),
                    count.records())));
      }
    }
  }

  /** Says which hours are counted now. */
  void counted(String tenant, Counted hours) {
    SqlText update =
        new SqlText()
            .add(
                "update trail_counted set counted_from = ?, counted_until = ?",
                hours.from(),
                hours.until());
    update.add(" where tenant = ?", tenant);
    if (reader.update(update) == 0) {
      SqlText insert =
          new SqlText()
              .add("insert into trail_counted (tenant, counted_from, counted_until) values ");
      reader.update(insert.addAll(List.of(tenant, hours.from(), hours.until())));
    }
  }
}
