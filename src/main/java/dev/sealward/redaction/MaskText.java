package dev.sealward.redaction;

/**
 * Recognises masks in text: {@code [masked:kind:1a2b]}.
 *
 * <p>That masked text stays as it is when it is masked again rests on three rules, kept by {@link
 * Line}, {@link KeyBlock} and {@link KnownMatcher}: nothing inside a mask is looked at, but for a
 * known value that stands where its kind should be, and then a mask takes the place of all of it; a
 * rule that meets a mask in what it reads to the right decides nothing; to the left no rule sees
 * further than the end of the nearest mask, whether that mask was in the input or is about to be
 * written. So a rule that finds something in masked text would have found it in the input.
 */
final class MaskText {
  private static final byte[] START = Bytes.ascii("[masked:");
  private static final int MAX_KIND = 40;
  private static final int FINGERPRINT = 4;

  /** Most bytes a mask has. */
  static final int MAX_BYTES = START.length + MAX_KIND + 1 + FINGERPRINT + 1;

  private MaskText() {}

  /** One past the mask that begins at {@code at}, or -1. */
  static int end(byte[] bytes, int at, int to) {
    if (at < 0 || at >= to || bytes[at] != '[' || !Bytes.startsWith(bytes, at, to, START)) {
      return -1;
    }
    int kind = at + START.length;
    int most = Math.min(to, kind + MAX_KIND);
    int colon = kind;
    while (colon < most && isKind(bytes[colon])) {
      colon++;
    }
    int close = colon + 1 + FINGERPRINT;
    if (colon == kind || close >= to || bytes[colon] != ':' || bytes[close] != ']') {
      return -1;
    }
    for (int i = colon + 1; i < close; i++) {
      if (!Bytes.isLowerHex(bytes[i])) {
        return -1;
      }
    }
    return close + 1;
  }

  private static boolean isKind(byte b) {
    return Bytes.isLower(b) || Bytes.isDigit(b) || b == '_';
  }

  /**
   * Where the mask begins in whose kind {@code [from, to)} begins, or -1. When that is a known
   * value, no mask is what it looks like: somebody wrote it to bring the value through.
   */
  static int forged(byte[] bytes, int from, int to, int end) {
    for (int at = from - START.length; at >= Math.max(0, from - START.length - MAX_KIND); at--) {
      if (bytes[at] == '[') {
        return from < end(bytes, at, end) - FINGERPRINT - 2 ? at : -1;
      }
    }
    return -1;
  }

  /** Where the first mask that begins in {@code [from, to)} and ends by {@code end} is, or -1. */
  static int first(byte[] bytes, int from, int to, int end) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '[' && end(bytes, at, end) >= 0) {
        return at;
      }
    }
    return -1;
  }

  /** Whether a mask shares a byte with {@code [from, to)}. */
  static boolean overlaps(byte[] bytes, int from, int to, int end) {
    for (int at = Math.max(0, from - MAX_BYTES); at < to; at++) {
      if (bytes[at] == '[' && end(bytes, at, end) > from) {
        return true;
      }
    }
    return false;
  }
}
