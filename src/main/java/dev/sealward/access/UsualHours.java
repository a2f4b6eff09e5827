package dev.sealward.access;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entity's history says of an hour of the week.
 *
 * @param total how often it has called so far
 * @param around how often in this hour of the week, the one before and the one after
 * @param since when it first called; null when it never has
 */
record UsualHours(long total, long around, @Nullable Instant since) {
  static final int HOURS = 7 * 24;

  /** Before this there is no telling what is usual. */
  private static final Duration ENOUGH_TIME = Duration.ofDays(14);

  private static final long ENOUGH_CALLS = 200;

  /** Three hours are a 56th of the week; rarer than one call in so many is unusual. */
  private static final long RARE = 200;

  /** The hour of the week, UTC: 0 is Monday's first. */
  static int hourOfWeek(Instant time) {
    OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
    return (utc.getDayOfWeek().getValue() - 1) * 24 + utc.getHour();
  }

  /** The hour, the one before and the one after, round the week's end. */
  static List<Integer> around(int hour) {
    return List.of((hour + HOURS - 1) % HOURS, hour, (hour + 1) % HOURS);
  }

  /** Whether a call now stands out against enough history. */
  boolean isUnusual(Instant now) {
    return since != null
        && !since.plus(ENOUGH_TIME).isAfter(now)
        && total >= ENOUGH_CALLS
        && around * RARE < total;
  }
}
