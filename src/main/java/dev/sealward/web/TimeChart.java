package dev.sealward.web;

import dev.sealward.audit.Timeline;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Rows of the trail over time as bars: what was done, and on top of it what was refused. Knows the
 * shapes of a picture that is {@link #width} wide and {@value ChartScale#HEIGHT} high; the page
 * draws them.
 *
 * @param bars one for each hour, day or week, oldest first
 * @param step what a bar stands for, in a word
 * @param most what the highest bar stands for
 */
public record TimeChart(List<Bar> bars, String step, long most, long succeeded, long refused) {
  private static final int HEIGHT = ChartScale.HEIGHT;
  private static final int SLOT = ChartScale.SLOT;
  private static final DateTimeFormatter HOUR = ChartScale.utc("uuuu-MM-dd HH:mm 'UTC'");
  private static final DateTimeFormatter DAY = ChartScale.utc("uuuu-MM-dd");

  /**
   * One hour, day or week.
   *
   * @param x where its slot begins
   * @param when how people call the time
   * @param address of the page with this time alone
   */
  public record Bar(
      int x,
      int doneHeight,
      int refusedHeight,
      String when,
      String address,
      long succeeded,
      long refused) {
    /** Where the lower part begins, from above. */
    public int doneY() {
      return HEIGHT - doneHeight;
    }

    /** Where the upper part begins, from above. */
    public int refusedY() {
      return HEIGHT - doneHeight - refusedHeight;
    }
  }

  public TimeChart {
    bars = List.copyOf(bars);
  }

  /**
   * @param between the address of the page for a span of time
   */
  static TimeChart of(Timeline timeline, BiFunction<Instant, Instant, String> between) {
    long most = timeline.slots().stream().mapToLong(Timeline.Slot::all).max().orElse(0);
    boolean hours = timeline.step().toHours() == 1;
    List<Bar> bars = new ArrayList<>();
    for (Timeline.Slot slot : timeline.slots()) {
      int upper = ChartScale.height(slot.refused(), most);
      int lower = Math.min(ChartScale.height(slot.succeeded(), most), HEIGHT - upper);
      Instant end = slot.start().plus(timeline.step());
      bars.add(
          new Bar(
              bars.size() * SLOT,
              lower,
              upper,
              (hours ? HOUR : DAY).format(slot.start()),
              between.apply(slot.start(), end),
              slot.succeeded(),
              slot.refused()));
    }
    String step = hours ? "hour" : timeline.step().toDays() == 1 ? "day" : "week";
    return new TimeChart(
        bars,
        step,
        most,
        timeline.slots().stream().mapToLong(Timeline.Slot::succeeded).sum(),
        timeline.slots().stream().mapToLong(Timeline.Slot::refused).sum());
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
