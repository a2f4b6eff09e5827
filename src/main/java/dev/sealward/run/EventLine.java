package dev.sealward.run;

import dev.sealward.kernel.Refused;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event as its runner sent it, not masked yet: {@code {"seq", "time", "stream", "level",
 * "text"}}. Holds what may be a secret: {@link #toString} does not print the text.
 *
 * @param seq the runner's number for it, unique in the run, from 1 up
 * @param time when it happened; null means when it is stored
 * @param stream where it came from: {@code [a-z0-9][a-z0-9._-]{0,31}}, such as {@code stderr}
 * @param text any text, several lines included
 */
public record EventLine(
    long seq, @Nullable Instant time, String stream, LogLevel level, String text) {
  public static final String DEFAULT_STREAM = "stdout";

  private static final Pattern STREAM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  public EventLine {
    if (seq < 1) {
      throw Refused.field(
          "seq",
          "SEQ_INVALID",
          "A seq is a whole number from 1 up, unique in its run.",
          "Number the events 1, 2, 3 …");
    }
    if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
      throw timeInvalid();
    }
    if (!STREAM.matcher(stream).matches()) {
      throw Refused.field(
          "stream",
          "STREAM_INVALID",
          "A stream's name is 1 to 32 lower-case letters, digits, dots, dashes or underscores and"
              + " starts with a letter or digit.",
          "For example: stdout.");
    }
  }

  /** Parses an event's time, an ISO-8601 instant; null stays null. */
  public static @Nullable Instant parseTime(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException notATime) {
      throw timeInvalid();
    }
  }

  private static Refused timeInvalid() {
    return Refused.field(
        "time",
        "TIME_INVALID",
        "A time is an ISO-8601 instant of the years 1970 to 9999.",
        "For example: 2026-01-31T12:00:00Z.");
  }

  @Override
  public String toString() {
    return "EventLine[seq=" + seq + ", text hidden]";
  }
}
