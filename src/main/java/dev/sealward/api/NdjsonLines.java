package dev.sealward.api;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.run.EventLine;
import dev.sealward.run.EventSource;
import dev.sealward.run.LogLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events out of newline-delimited JSON: one object a line, {@code \n} or {@code \r\n} between them
 * and optionally after the last; blank lines count but say nothing.
 *
 * <p>Holds one line at most, and no line over {@link #MAX_LINE_BYTES}: a longer one is refused as
 * soon as it is too long, however much of it is still to come. Used by one thread.
 */
final class NdjsonLines implements EventSource {
  static final int MAX_LINE_BYTES = 1 << 20;
  private static final int READ_BYTES = 16 << 10;

  private final InputStream in;
  private final TextCheck check;
  private byte[] buffer = new byte[READ_BYTES];

  /**
   * Where the line being read begins, up to where it was searched for its end, and what is filled.
   */
  private int start;

  private int searched;
  private int filled;
  private boolean ended;
  private boolean isCut;
  private long number;

  NdjsonLines(InputStream in, TextCheck check) {
    this.in = in;
    this.check = check;
  }

  /** The number of the line read last, from 1 up; after a refusal, of the line to blame. */
  long number() {
    return number;
  }

  /** Whether the connection ended before the upload did. */
  boolean isCut() {
    return isCut;
  }

  @Override
  public @Nullable EventLine next() {
    for (ByteBuffer line = line(); line != null; line = line()) {
      if (!isBlank(line)) {
        return event(FlatJson.parse(line, check));
      }
    }
    return null;
  }

  @Override
  public boolean waiting() {
    if (ended || hasWholeLine()) {
      return false;
    }
    try {
      return in.available() == 0;
    } catch (IOException broken) {
      return true;
    }
  }

  private static EventLine event(FlatJson json) {
    String stream = json.text("stream");
    return new EventLine(
        json.requiredNumber("seq"),
        EventLine.parseTime(json.text("time")),
        stream == null ? EventLine.DEFAULT_STREAM : stream,
        LogLevel.parse(json.text("level")),
        json.requiredText("text"));
  }

  /** The bytes of the next line without its end, valid until the next call; null after the last. */
  private @Nullable ByteBuffer line() {
    number++;
    while (!hasWholeLine()) {
      if (searched - start > MAX_LINE_BYTES) {
        throw tooLong();
      }
      if (ended) {
        return rest();
      }
      fill();
    }
    if (searched - start > MAX_LINE_BYTES) {
      throw tooLong();
    }
    ByteBuffer line = ByteBuffer.wrap(buffer, start, searched - start);
    start = ++searched;
    return line;
  }

  private @Nullable ByteBuffer rest() {
    if (start == filled) {
      number--;
      return null;
    }
    ByteBuffer line = ByteBuffer.wrap(buffer, start, filled - start);
    start = filled;
    return line;
  }

  private boolean hasWholeLine() {
    while (searched < filled && buffer[searched] != '\n') {
      searched++;
    }
    return searched < filled;
  }

  private void fill() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
      searched -= start;
      start = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * filled, MAX_LINE_BYTES + READ_BYTES));
    }
    try {
      int read = in.read(buffer, filled, buffer.length - filled);
      ended = read < 0;
      filled += Math.max(read, 0);
    } catch (IOException cut) {
      isCut = true;
      throw Refused.of(
          Refused.Kind.MALFORMED,
          Remedy.of(
              "UPLOAD_CUT",
              "The connection ended in the middle of the upload.",
              "Send the events after the last stored seq again."));
    }
  }

  private static boolean isBlank(ByteBuffer line) {
    for (int i = line.position(); i < line.limit(); i++) {
      byte b = line.get(i);
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private static Refused tooLong() {
    return Refused.of(
        Refused.Kind.TOO_LARGE,
        Remedy.of(
            "LINE_TOO_LONG",
            "An event's line takes at most " + MAX_LINE_BYTES + " bytes.",
            "Split the text over several events."));
  }
}
