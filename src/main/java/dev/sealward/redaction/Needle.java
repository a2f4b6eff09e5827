package dev.sealward.redaction;

/**
 * One form (or piece of a form) of a known value as the matcher looks for it; holds no plaintext.
 *
 * @param window keyed hash of the eight bytes at {@code windowAt}
 * @param windowAt where in the form the window lies
 * @param length bytes of the form
 * @param flags {@link #MULTI_LINE}, {@link #BASE64_HEAD}, {@link #BASE64_TAIL}, {@link #CROSSES}
 * @param edge keyed hash of the first line and its break, when the window crosses that break; else
 *     of the form's last eight bytes, which a wrong candidate fails at once, or 0 for not known
 * @param firstLineLength bytes of the first line with its break, when the window crosses it, else 0
 * @param mac keyed MAC over the whole form, 16 bytes
 */
record Needle(
    int window, int windowAt, int length, int flags, int edge, int firstLineLength, byte[] mac) {
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

  /** Whether the form may end at {@code end}: a glance that spares most needless MACs. */
  boolean mayEndAt(Keys keys, byte[] bytes, int end) {
    return has(CROSSES) || edge == 0 || edge == keys.window(bytes, end - WINDOW_BYTES);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
