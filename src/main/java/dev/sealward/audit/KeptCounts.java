package dev.sealward.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is counted of a tenant's trail within a span of whole hours, as rows to select from: its
 * whole days by the day, as far as they are summed up, and what is left at its ends by the hour.
 *
 * @param until as far as hours are counted at most
 */
record KeptCounts(
    String tenant, List<About> abouts, List<String> ids, Instant from, Instant until) {

  /**
   * @param ids empty for all
   */
  KeptCounts {
    abouts = List.copyOf(abouts);
    ids = List.copyOf(ids);
  }

  /** The same, all of it by the hour. */
  SqlText byTheHour() {
    return new SqlText().add("(").add(part(Grain.HOUR, from, until)).add(") kept");
  }

  /** {@code (select …) kept} with the columns id, since, outcome and records. */
  SqlText rows(Optional<HourCounts.Counted> counted) {
    Instant first = Grain.DAY.ceiling(from);
    Instant summed = counted.map(HourCounts.Counted::daysUntil).orElse(first);
    Instant last = Grain.DAY.floor(summed.isBefore(until) ? summed : until);
    List<SqlText> parts = new ArrayList<>();
    if (first.isBefore(last)) {
      parts.add(part(Grain.HOUR, from, first));
      parts.add(part(Grain.DAY, first, last));
      parts.add(part(Grain.HOUR, last, until));
    } else {
      parts.add(part(Grain.HOUR, from, until));
    }
    SqlText rows = new SqlText().add("(");
    rows.add(parts.stream().map(SqlText::text).collect(Collectors.joining(" union all ")));
    parts.forEach(rows::values);
    return rows.add(") kept");
  }

  private SqlText part(Grain grain, Instant start, Instant end) {
    SqlText sql = new SqlText().add("select id, " + grain.column() + " as since, outcome, records");
    sql.add(" from " + grain.table() + " where tenant = ?", tenant).add(" and about");
    sql.addAny(abouts.stream().map(Enum::name).toList());
    if (!ids.isEmpty()) {
      sql.add(" and id").addAny(ids);
    }
    return sql.add(" and " + grain.column() + " >= ? and " + grain.column() + " < ?", start, end);
  }
}
