package dev.sealward.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of one index: its leading columns have these values, and behind them it is ordered by
 * time and id. What a search reads, it reads along such arms.
 *
 * @param columns the leading columns, as they stand in the index
 * @param rest what is left to compare on each row; empty when the columns say it all
 */
record Arm(List<String> columns, List<Object> values, SqlText rest) {
  Arm {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  static Arm of(String column, Object value) {
    return new Arm(List.of(column), List.of(value), new SqlText());
  }

  /** The stretch within this one where the index' next column has a value. */
  Arm and(String column, Object value) {
    List<String> longer = new ArrayList<>(columns);
    longer.add(column);
    List<Object> more = new ArrayList<>(values);
    more.add(value);
    return new Arm(longer, more, rest);
  }

  /** The same stretch, with conditions that each of its rows is held against. */
  Arm comparing(SqlText conditions) {
    return new Arm(columns, values, conditions);
  }

  boolean isExact() {
    return rest.isEmpty();
  }

  SqlText where() {
    SqlText sql = new SqlText();
    for (int i = 0; i < columns.size(); i++) {
      sql.add((i == 0 ? " where " : " and ") + columns.get(i) + " = ?", values.get(i));
    }
    return sql;
  }

  SqlText where(Span span) {
    return where().add(span.condition());
  }

  /** Names the leading columns too, although they are constant: H2 knows the index by them. */
  String order(boolean newestFirst) {
    String lead = newestFirst ? "" : " desc";
    String tail = newestFirst ? " desc" : "";
    return " order by "
        + String.join(lead + ", ", columns)
        + lead
        + ", occurred_at"
        + tail
        + ", id"
        + tail;
  }

  /**
   * A part of the time, and of the rows of its first or last moment.
   *
   * @param place bounds the span as well
   */
  record Span(Optional<Instant> from, Optional<Instant> until, Place place) {
    static final Span EVER = new Span(Optional.empty(), Optional.empty(), Place.NEWEST);

    static Span of(Instant from, Instant until) {
      return new Span(Optional.of(from), Optional.of(until), Place.NEWEST);
    }

    private SqlText condition() {
      SqlText sql = new SqlText();
      from.ifPresent(start -> sql.add(" and occurred_at >= ?", start));
      until.ifPresent(end -> sql.add(" and occurred_at < ?", end));
      @Nullable Position row = place.from();
      if (row != null) {
        // The first half alone bounds the stretch; not every database sees it in a comparison of
        // pairs.
        String way = place.older() ? "<" : ">";
        sql.add(
            " and occurred_at " + way + "= ? and (occurred_at " + way + " ? or id " + way + " ?)",
            row.time(),
            row.time(),
            row.id());
      }
      return sql;
    }
  }
}
