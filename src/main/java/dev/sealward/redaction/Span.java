package dev.sealward.redaction;

/**
 * A stretch of a stream that must be masked.
 *
 * @param start first byte, counted from the start of the stream
 * @param end one past the last byte
 * @param rank which of two spans with the same start names the mask: the lower
 * @param quoted whether the mask needs quotes of its own: it replaces a bare JSON literal
 * @param lineBreak the last line break it covers, or 0: line breaks stay, behind the mask
 */
record Span(
    long start,
    long end,
    int rank,
    String kind,
    String fingerprint,
    boolean quoted,
    byte lineBreak) {
  static final int KNOWN = 0;
  static final int EXACT = 1;
  static final int HEURISTIC = 2;

  /** Order in which the output meets them. */
  boolean before(Span other) {
    if (start != other.start) {
      return start < other.start;
    }
    return rank != other.rank ? rank < other.rank : end > other.end;
  }

  /** Whether one mask stands for both, the other being the one before. */
  boolean joins(Span other) {
    return start < other.end
        || (start == other.end && kind.equals(other.kind) && fingerprint.equals(other.fingerprint));
  }
}
