package dev.sealward.guard;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The lines of the server log that wait while secret values are loaded: whether one of them holds a
 * value is not known before (ST-SEC-004).
 *
 * <p>Guarantees: lines leave in the order in which they came; when the values do not come, they
 * leave without their text. What is more than {@link #MAX_LINES} lines or {@link #MAX_CHARS}
 * characters is counted, and the count stands where those lines would have. Nobody waits in here
 * for a line to be masked or written, so both may log. Thread-safe.
 *
 * <p>Does not protect against: somebody who reads this process's memory, where the lines wait as
 * they were logged; a process that is killed, whose lines are lost.
 */
final class HeldLog {
  static final int MAX_LINES = 10_000;
  static final int MAX_CHARS = 1 << 20;

  /** Stands for the text of a line that was not masked by all values. */
  static final String NOT_KNOWN = "[withheld: not all secret values are loaded]";

  /**
   * @param place where it is to be written
   * @param bare the same line without its text
   */
  private record Line(Consumer<String> place, String text, String bare) {
    int chars() {
      return text.length() + bare.length();
    }
  }

  private record Batch(List<Line> lines, Map<Consumer<String>, Integer> left) {
    void write(Function<Line, String> shown) {
      lines.forEach(line -> line.place.accept(shown.apply(line)));
      left.forEach((place, count) -> place.accept(notShown(count)));
    }
  }

  // Held by who writes, so that two do not mix their lines; nobody who logs asks for it.
  private final Object writing = new Object();
  private List<Line> lines = new ArrayList<>();
  private Map<Consumer<String>, Integer> left = new LinkedHashMap<>();
  private int chars;
  private volatile boolean holding;

  void begin() {
    holding = true;
  }

  boolean isHolding() {
    return holding;
  }

  /** Whether the line is taken, to be written later; if not, it may leave at once. */
  boolean take(Consumer<String> place, String text, String bare) {
    return holding && add(new Line(place, text, bare));
  }

  private synchronized boolean add(Line line) {
    if (!holding) {
      return false;
    }
    // Once one was left out all are, so that the count has its place among them.
    if (left.isEmpty() && lines.size() < MAX_LINES && chars + line.chars() <= MAX_CHARS) {
      lines.add(line);
      chars += line.chars();
    } else {
      left.merge(line.place, 1, Integer::sum);
    }
    return true;
  }

  /** Writes what is held, masked, and holds no more. */
  void release(UnaryOperator<String> masker) {
    end(line -> masker.apply(line.text));
  }

  /** Writes what is held without its texts, and holds what comes. */
  void withhold(UnaryOperator<String> masker) {
    synchronized (writing) {
      taken().write(line -> masker.apply(line.bare));
    }
  }

  /** Writes what is held without its texts, and holds no more. */
  void close(UnaryOperator<String> masker) {
    end(line -> masker.apply(line.bare));
  }

  /** What is held for a place that is closing, without its texts. */
  synchronized String closing(Consumer<String> place) {
    if (Thread.holdsLock(writing)) {
      // A file is full while it is written to, and goes on in the next one.
      return "";
    }
    StringBuilder last = new StringBuilder();
    for (Iterator<Line> rest = lines.iterator(); rest.hasNext(); ) {
      Line line = rest.next();
      if (line.place.equals(place)) {
        rest.remove();
        chars -= line.chars();
        last.append(line.bare);
      }
    }
    Integer count = left.remove(place);
    return count == null ? last.toString() : last.append(notShown(count)).toString();
  }

  // What is logged meanwhile is held too, and written in the next round.
  private void end(Function<Line, String> shown) {
    synchronized (writing) {
      while (!isEmptyAndEnded()) {
        taken().write(shown);
      }
    }
  }

  private synchronized boolean isEmptyAndEnded() {
    if (lines.isEmpty() && left.isEmpty()) {
      holding = false;
    }
    return !holding;
  }

  private synchronized Batch taken() {
    Batch taken = new Batch(lines, left);
    lines = new ArrayList<>();
    left = new LinkedHashMap<>();
    chars = 0;
    return taken;
  }

  private static String notShown(int count) {
    return "[withheld: lines logged while secret values were loaded, more than may wait: "
        + count
        + "]"
        + System.lineSeparator();
  }
}
