package dev.sealward.run.content;

/**
 * What is taken of one file.
 *
 * @param maxBytes the most bytes it may have, and the most its archives may hold altogether when
 *     they are taken apart
 * @param archives whether archives are taken apart; refused otherwise
 * @param binaries whether files that are no text are taken; refused otherwise
 */
public record ContentLimits(long maxBytes, boolean archives, boolean binaries) {
  /** How many archives may be inside one another. */
  static final int MAX_DEPTH = 4;

  /** The most members of all its archives together. */
  static final int MAX_MEMBERS = 10_000;

  /** How many times larger than its archive what comes out may be … */
  static final int MAX_RATIO = 200;

  /** … once it is larger than this. */
  static final long RATIO_FROM_BYTES = 16L << 20;

  public ContentLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be 1 or more");
    }
  }
}
