package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
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

  /**
   * The hours of a tenant that are counted: from the one, to before the other.
   *
   * @param daysUntil before it all days are summed up
   */
  record Counted(Instant from, Instant until, Instant daysUntil) {
    /** Nothing yet. */
    static Counted beginning(Instant hour) {
      return new Counted(hour, hour, Grain.DAY.floor(hour));
    }

    Counted until(Instant hour) {
      return new Counted(from, hour, daysUntil);
    }

    Counted daysUntil(Instant day) {
      return new Counted(from, until, day);
    }
  }

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
    SqlText sql =
        new SqlText().add("select counted_from, counted_until, days_until from trail_counted");
    sql.add(" where tenant = ?", tenant);
    return reader.all(sql, HourCounts::counted).stream().findFirst();
  }

  private static Counted counted(ResultSet row) throws SQLException {
    Instant from = TrailReader.time(row, 1);
    Instant until = TrailReader.time(row, 2);
    boolean none = row.getObject(3, OffsetDateTime.class) == null;
    return new Counted(from, until, none ? Grain.DAY.floor(from) : TrailReader.time(row, 3));
  }

  /** The first hour with rows that is counted and not before a time. */
  Optional<Instant> firstCounted(String tenant, Instant from) {
    SqlText sql =
        new SqlText()
            .add(
                "select hour_start from trail_count where tenant = ? and about = ?"
                    + " and hour_start >= ?",
                tenant,
                About.ALL.name(),
                from);
    sql.add(" order by tenant, about, hour_start").add(ONE);
    return reader.all(sql, row -> TrailReader.time(row, 1)).stream().findFirst();
  }

  /** Sums up a day whose hours are counted. */
  List<Count> sum(String tenant, Instant day) {
    List<Count> counts = new ArrayList<>();
    for (About about : About.values()) {
      SqlText sql = new SqlText().add("select id, outcome, sum(records) from trail_count");
      sql.add(" where tenant = ? and about = ?", tenant, about.name());
      sql.add(" and hour_start >= ? and hour_start < ?", day, day.plus(Grain.DAY.length()));
      counts.addAll(
          reader.all(
              sql.add(" group by id, outcome"),
              row -> new Count(about, row.getString(1), row.getString(2), row.getLong(3))));
    }
    return counts;
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

  /** Keeps some of an hour's or a day's counts, in place of what was kept of them. */
  void keep(Grain grain, String tenant, Instant start, List<Count> counts) {
    for (Count count : counts) {
      SqlText update =
          new SqlText().add("update " + grain.table() + " set records = ?", count.records());
      update.add(
          " where tenant = ? and about = ? and id = ?", tenant, count.about().name(), count.id());
      update.add(" and " + grain.column() + " = ? and outcome = ?", start, count.outcome());
      if (reader.update(update) == 0) {
        SqlText insert =
            new SqlText()
                .add("insert into " + grain.table() + " (tenant, about, id, " + grain.column())
                .add(", outcome, records) values ");
        reader.update(
            insert.addAll(
                List.of(
                    tenant,
                    count.about().name(),
                    count.id(),
                    start,
                    count.outcome(),
                    count.records())));
      }
    }
  }

  /** Says what is counted now. */
  void counted(String tenant, Counted now) {
    List<Object> values = List.of(now.from(), now.until(), now.daysUntil(), tenant);
    SqlText update =
        new SqlText()
            .add(
                "update trail_counted set counted_from = ?, counted_until = ?, days_until = ?"
                    + " where tenant = ?",
                values.toArray());
    if (reader.update(update) == 0) {
      SqlText insert =
          new SqlText()
              .add(
                  "insert into trail_counted (counted_from, counted_until, days_until, tenant)"
                      + " values ");
      reader.update(insert.addAll(values));
    }
  }
}
