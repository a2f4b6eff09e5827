package dev.sealward.web;

import dev.sealward.guard.MaskHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Masks over time as bars: what was masked, and on top of it what was stopped. Knows the shapes of
 * a picture that is {@link #width} wide and {@value ChartScale#HEIGHT} high; the page draws them.
 *
 * @param bars one for each hour or day, oldest first
 * @param most what the highest bar stands for
 * @param masked all that was masked
 * @param stopped all that was stopped
 */
public record MaskChart(List<Bar> bars, long most, long masked, long stopped) {
  private static final int HEIGHT = ChartScale.HEIGHT;
  private static final int SLOT = ChartScale.SLOT;
  private static final int HOURS = 24;
  private static final int DAYS = 30;
  private static final DateTimeFormatter HOUR = ChartScale.utc("HH:mm 'UTC'");
  private static final DateTimeFormatter DAY = ChartScale.utc("uuuu-MM-dd");

  /**
   * One hour or day.
   *
   * @param x where its slot begins
   * @param maskedHeight of the lower part
   * @param stoppedHeight of the upper part
   * @param when how people call the time
   */
  public record Bar(
      int x, int maskedHeight, int stoppedHeight, String when, long masked, long stopped) {
    /** Where the lower part begins, from above. */
    public int maskedY() {
      return HEIGHT - maskedHeight;
    }

    /** Where the upper part begins, from above. */
    public int stoppedY() {
      return HEIGHT - maskedHeight - stoppedHeight;
    }
  }

  public MaskChart {
    bars = List.copyOf(bars);
  }

  /** The last 24 hours, the one under way among them. */
  static MaskChart hours(MaskHistory history, Instant now) {
    return of(history, now.truncatedTo(ChronoUnit.HOURS), Duration.ofHours(1), HOURS, HOUR);
  }

  /** The last 30 days, today among them. */
  static MaskChart days(MaskHistory history, Instant now) {
    return of(history, now.truncatedTo(ChronoUnit.DAYS), Duration.ofDays(1), DAYS, DAY);
  }

  private static MaskChart of(
      MaskHistory history, Instant last, Duration step, int slots, DateTimeFormatter name) {
    long[] masked = new long[slots];
    long[] stopped = new long[slots];
    Instant first = last.minus(step.multipliedBy(slots - 1L));
    for (MaskHistory.Hour hour : history.hours()) {
      long slot = Math.floorDiv(Duration.between(first, hour.start()).toHours(), step.toHours());
      if (slot >= 0 && slot < slots) {
        long[] sums = hour.way().stopped() ? stopped : masked;
        sums[(int) slot] += hour.masked();
      }
    }
    long most = 0;
    long allMasked = 0;
    long allStopped = 0;
    for (int i = 0; i < slots; i++) {
      most = Math.max(most, masked[i] + stopped[i]);
      allMasked += masked[i];
      allStopped += stopped[i];
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      int upper = ChartScale.height(stopped[i], most);
      int lower = Math.min(ChartScale.height(masked[i], most), HEIGHT - upper);
      String when = name.format(first.plus(step.multipliedBy(i)));
      bars.add(new Bar(i * SLOT, lower, upper, when, masked[i], stopped[i]));
    }
    return new MaskChart(bars, most, allMasked, allStopped);
  }

  /** The picture's width. */
  public int width() {
    return bars.size() * SLOT;
  }

  /** How wide a bar's slot is. */
  public int slot() {
    return SLOT;
  }

  public String first() {
    return bars.get(0).when();
  }

  public String last() {
    return bars.get(bars.size() - 1).when();
  }

  public boolean nothing() {
    return most == 0;
  }
}
