package dev.sealward.audit;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** The slots of a span, as they fill. */
final class Slots {
  private static final int MAX_SLOTS = 400;

  private final Instant first;
  private final Duration step;
  private final long[] succeeded;
  private final long[] refused;

  Slots(Instant from, Instant until, Duration step) {
    this.step = step;
    this.first = floor(from, step);
    long last = Math.floorDiv(Duration.between(first, until).toMillis() - 1, step.toMillis());
    int slots = (int) Math.max(1, Math.min(last + 1, MAX_SLOTS));
    this.succeeded = new long[slots];
    this.refused = new long[slots];
  }

  private static Instant floor(Instant time, Duration step) {
    if (step.toHours() == 1) {
      return time.truncatedTo(ChronoUnit.HOURS);
    }
    OffsetDateTime day = time.truncatedTo(ChronoUnit.DAYS).atOffset(ZoneOffset.UTC);
    return step.toDays() == 1
        ? day.toInstant()
        : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toInstant();
  }

  Instant first() {
    return first;
  }

  Instant end() {
    return first.plus(step.multipliedBy(succeeded.length));
  }

  /** Whether a day is more than one slot. */
  boolean areHours() {
    return step.compareTo(Grain.DAY.length()) < 0;
  }

  long add(Instant time, String outcome, long records) {
    long slot = Math.floorDiv(Duration.between(first, time).toMillis(), step.toMillis());
    if (slot >= 0 && slot < succeeded.length) {
      long[] sums = outcome.equals(Outcome.REFUSED.name()) ? refused : succeeded;
      sums[(int) slot] += records;
    }
    return records;
  }

  List<Timeline.Slot> all() {
    List<Timeline.Slot> slots = new ArrayList<>();
    for (int i = 0; i < succeeded.length; i++) {
      slots.add(new Timeline.Slot(first.plus(step.multipliedBy(i)), succeeded[i], refused[i]));
    }
    return slots;
  }
}
