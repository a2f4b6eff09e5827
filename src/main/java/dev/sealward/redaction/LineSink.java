package dev.sealward.redaction;

/** Where masked event lines go, in the order they came in. */
@FunctionalInterface
public interface LineSink {
  /**
   * One event, final: its id as given, its masked text, and in {@code text.findings()} what was
   * masked.
   */
  void line(long id, RedactedText text);
}
