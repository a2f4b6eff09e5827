package dev.sealward.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the trail, by which pages are cut. Text form: microseconds since 1970, a dash, the id.
 *
 * @param time of the row, in microseconds
 */
public record Position(Instant time, long id) implements Comparable<Position> {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,17})-([0-9]{1,18})");
  private static final Comparator<Position> OLDEST_FIRST =
      Comparator.comparing(Position::time).thenComparingLong(Position::id);

  public Position {
    time = time.truncatedTo(ChronoUnit.MICROS);
  }

  static Position of(AuditRecord row) {
    return new Position(row.time(), row.id());
  }

  /** The place a text names; empty when it names none. */
  public static Optional<Position> parse(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    Instant time = Instant.EPOCH.plus(Long.parseLong(found.group(1)), ChronoUnit.MICROS);
    return Optional.of(new Position(time, Long.parseLong(found.group(2))));
  }

  /** Older is less. */
  @Override
  public int compareTo(Position other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time) + "-" + id;
  }
}
