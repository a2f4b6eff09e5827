package dev.sealward.run.content;

/**
 * What is taken of one file.
 *
 * @param maxBytes the most bytes it may have, and the most its archives may hold altogether when
 *     they are taken apart
 * @param archives whether archives are taken apart; refused otherwise
 * @param binaries whether files that are no text are taken; refused otherwise
 * @param maxRatio how many times larger than its archive what comes out may be, once it is larger
 *     than {@link #RATIO_FROM_BYTES}
 */
public record ContentLimits(long maxBytes, boolean archives, boolean binaries, long maxRatio) {
  /**
   * For what was taken before: as it was put together here, it may be packed tighter than it came.
   */
  public static final ContentLimits OF_STORED =
      new ContentLimits(Long.MAX_VALUE, true, true, Long.MAX_VALUE);

  /** How many archives may be inside one another. */
  static final int MAX_DEPTH = 4;

  /** The most members of all its archives together. */
  static final int MAX_MEMBERS = 10_000;

  static final int MAX_RATIO = 200;
  static final long RATIO_FROM_BYTES = 16L << 20;

  public ContentLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be 1 or more");
    }
  }

  /** For what comes in. */
  public ContentLimits(long maxBytes, boolean archives, boolean binaries) {
    this(maxBytes, archives, binaries, MAX_RATIO);
  }
}
