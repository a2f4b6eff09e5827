package dev.sealward.run;

import dev.sealward.redaction.RedactedText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it may be stored. Its text is the redaction engine's, cut if too long: there is no
 * other way to make one.
 */
final class MaskedEvent {
  static final int MAX_CHARS = 1_048_576;
  private static final String CUT = "\n[cut: too long]";

  private final long seq;
  private final @Nullable Instant time;
  private final String stream;
  private final LogLevel level;
  private final String text;
  private final int masked;
  private final boolean blocked;

  private MaskedEvent(Meta meta, String text, int masked, boolean blocked) {
    this.seq = meta.seq();
    this.time = meta.time();
    this.stream = meta.stream();
    this.level = meta.level();
    this.text = text;
    this.masked = masked;
    this.blocked = blocked;
  }

  static MaskedEvent of(Meta meta, RedactedText text) {
    return new MaskedEvent(
        meta, cut(text.toString()), text.findings().size(), text == RedactedText.BLOCKED);
  }

  /** Stands where the text could not be masked, so that the order of events stays. */
  static MaskedEvent blocked(Meta meta) {
    return of(meta, RedactedText.BLOCKED);
  }

  /** Masks may be longer than what they mask, so that text within the line limit may outgrow it. */
  private static String cut(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = MAX_CHARS - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }

  long seq() {
    return seq;
  }

  Instant timeOr(Instant arrival) {
    return time == null ? arrival : time;
  }

  String stream() {
    return stream;
  }

  LogLevel level() {
    return level;
  }

  String text() {
    return text;
  }

  int masked() {
    return masked;
  }

  /** Whether a placeholder stands in the place of the text. */
  boolean isBlocked() {
    return blocked;
  }

  /** An event without its text. */
  record Meta(long seq, @Nullable Instant time, String stream, LogLevel level) {
    static Meta of(EventLine line) {
      return new Meta(line.seq(), line.time(), line.stream(), line.level());
    }
  }
}
