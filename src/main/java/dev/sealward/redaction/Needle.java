package dev.sealward.redaction;

/**
 * One form (or piece of a form) of a known value as the matcher looks for it; holds no plaintext.
 *
 * @param window keyed hash of the eight bytes at {@code windowAt}
 * @param windowAt where in the form the window lies
 * @param length bytes of the form
 * @param flags {@link #MULTI_LINE}, {@link #BASE64_HEAD}, {@link #BASE64_TAIL}, {@link #CROSSES}
 * @param firstLine keyed hash of the first line and its break, when the window crosses that break
 * @param firstLineLength bytes of that line with its break, else 0
 * @param mac keyed MAC over the whole form, 16 bytes
 */
record Needle(
    int window,
    int windowAt,
    int length,
    int flags,
    int firstLine,
    int firstLineLength,
    byte[] mac) {
  /** The form holds a line break: it may have to wait for more than the end of the line. */
  static final int MULTI_LINE = 1;

  /** The character before also holds bits of the value. */
  static final int BASE64_HEAD = 2;

  /** The character after also holds bits of the value, and padding may follow. */
  static final int BASE64_TAIL = 4;

  /** The first line is shorter than a window, so the window crosses its end. */
  static final int CROSSES = 8;

  static final int WINDOW_BYTES = 8;
  static final int MAC_BYTES = 16;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
