package dev.sealward.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many rows there were when.
 *
 * @param slots one for each step, oldest first
 * @param step how long a slot is: an hour, a day or a week, in UTC
 * @param countedFrom slots before the one this lies in are not counted; null when all are
 */
public record Timeline(List<Slot> slots, Duration step, @Nullable Instant countedFrom) {
  /** One hour, day or week. */
  public record Slot(Instant start, long succeeded, long refused) {
    public long all() {
      return succeeded + refused;
    }
  }

  public Timeline {
    slots = List.copyOf(slots);
  }

  /** The step that suits a span: at most 50 hours, 62 days, or weeks. */
  public static Duration stepFor(Instant from, Instant until) {
    Duration span = Duration.between(from, until);
    if (span.compareTo(Duration.ofHours(50)) <= 0) {
      return Duration.ofHours(1);
    }
    return Duration.ofDays(span.compareTo(Duration.ofDays(62)) <= 0 ? 1 : 7);
  }
}
