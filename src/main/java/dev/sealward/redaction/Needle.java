package dev.sealward.redaction;

/**
 * A stretch of a known value as the matcher confirms it; holds no plaintext.
 *
 * @param length bytes of the stretch
 * @param folded bytes of the stretch after {@link Folding}; of the form, for a {@link #FORM}
 * @param flags {@link #LINES}, {@link #EXACT}, {@link #FORM} and what goes with it
 * @param quick keyed hash of the folded stretch, which a wrong candidate fails at once; none when
 *     {@link #HANDED_OUT}
 * @param tag first eight bytes of the keyed MAC over the folded stretch
 */
record Needle(int length, int folded, int flags, int quick, long tag) {
  /** Holds a line break: it may have to wait for more than the end of the line. */
  static final int LINES = 1;

  /** FORM only: the character before also holds bits of the value. */
  static final int HEAD = 2;

  /** FORM only: the character after also holds bits of the value, and padding may follow. */
  static final int TAIL = 4;

  /** FORM only: the window crosses the end of the first line; {@code quick} is no hash then. */
  static final int CROSSES = 8;

  /** Compared byte by byte: too little would be left of it without white space and escapes. */
  static final int EXACT = 16;

  /**
   * From a mask of format 1: one encoded form, hashed as it is printed. {@code quick} is the window
   * hash of its last eight bytes, or 0 for not known.
   */
  static final int FORM = 32;

  /**
   * For another process: one window for each form, so that the scan steps by one; and no quick
   * hash, whose 32 bits could be solved for the bytes outside the windows.
   */
  static final int HANDED_OUT = 64;

  static final int WINDOW_BYTES = 8;
  static final int SHORT_WINDOW_BYTES = 5;

  /** Consecutive windows of a form, so that the scan may step as far. */
  static final int WINDOWS = 4;

  /** What the consecutive windows cover. */
  static final int REGION_BYTES = WINDOW_BYTES + WINDOWS - 1;

  static final int SHORT_REGION_BYTES = SHORT_WINDOW_BYTES + WINDOWS - 1;

  /** Whether it has one of these flags. */
  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Whether a stretch with this quick hash may be it. */
  boolean mayBe(int hash) {
    return quick == hash || has(HANDED_OUT);
  }

  Needle handedOut() {
    return new Needle(length, folded, flags | HANDED_OUT, 0, tag);
  }
}
