package dev.sealward.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The spans of time that rows of the trail are counted by, in UTC, and where that is kept. */
enum Grain {
  HOUR("trail_count", "hour_start", ChronoUnit.HOURS),
  DAY("trail_day", "day_start", ChronoUnit.DAYS);

  private final String table;
  private final String column;
  private final ChronoUnit unit;

  Grain(String table, String column, ChronoUnit unit) {
    this.table = table;
    this.column = column;
    this.unit = unit;
  }

  String table() {
    return table;
  }

  /** The column that says when a span begins. */
  String column() {
    return column;
  }

  Duration length() {
    return unit.getDuration();
  }

  /** The beginning of the span a time lies in. */
  Instant floor(Instant time) {
    return time.truncatedTo(unit);
  }

  /** The first beginning of a span that is not before a time. */
  Instant ceiling(Instant time) {
    Instant floor = floor(time);
    return floor.equals(time) ? floor : floor.plus(length());
  }
}
