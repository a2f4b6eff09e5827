package dev.sealward.redaction;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many windows a {@link WindowFilter} is for, and where those of each shape have their bits.
 */
final class WindowCount implements Mask.Visitor {
  /** Bits of a region that say how far to shift a hash; those above say where it begins. */
  static final int SHIFT_BITS = 5;

  /**
   * The logarithm of the words of the smallest region: a hash cannot be shifted away as a whole.
   */
  private static final int LEAST = 1;

  /** That of the largest: so much of a hash is left beside what chooses a window's mark. */
  private static final int MOST = Integer.SIZE - WindowFilter.MARK_BITS;

  /** The region of shapes that no window has. */
  static final int EMPTY = region(0, LEAST);

  /** Where among the regions that of shapes is that no window had when they were counted. */
  static final int LATE = 1 << Keys.SHAPE_BITS;

  /** Of all windows, how many more the late region has room for. */
  private static final int LATER = 16;

  /**
   * Of a shape of so few windows each has more bits: texts look at such shapes most, and they take
   * little memory.
   */
  private static final int RARE = 256;

  private final Keys keys;
  private final int[] ofShape = new int[1 << Keys.SHAPE_BITS];
  private int classed;
  private int brief;
  private int unclassed;

  WindowCount(Keys keys) {
    this.keys = keys;
  }

  @Override
  public void needle(Needle needle) {}

  @Override
  public void windows(int code, int at, int[] hashes, int classes) {
    if ((code & Mask.SHORT) != 0) {
      brief += hashes.length;
    } else if (classes == Mask.UNCLASSED) {
      unclassed += hashes.length;
    } else {
      classed += hashes.length;
      for (int i = 0; i < hashes.length; i++) {
        ofShape[keys.shape(classes, i)]++;
      }
    }
  }

  @Override
  public void firstLine(int length, int hash) {}

  int all() {
    return classed + brief + unclassed;
  }

  int classed() {
    return classed;
  }

  int brief() {
    return brief;
  }

  int unclassed() {
    return unclassed;
  }

  /** How many windows of new shapes there is room for. */
  int late() {
    return classed / LATER + 1;
  }

  /**
   * The region of each shape, and last that of shapes to come. Those of fewest windows come first,
   * so that what ordinary text looks at lies together.
   *
   * @param each bits for a window
   */
  int[] regions(int each) {
    int[] regions = new int[LATE + 1];
    Arrays.fill(regions, EMPTY);
    int at = 1 << LEAST;
    for (int shape : byCount()) {
      regions[shape] = region(at, log(ofShape[shape], each));
      at += 1 << log(ofShape[shape], each);
    }
    regions[LATE] = region(at, log(late(), each));
    return regions;
  }

  /** How many words all regions have. */
  int words(int each) {
    long words = (1L << LEAST) + (1L << log(late(), each));
    for (int count : ofShape) {
      words += count == 0 ? 0 : 1L << log(count, each);
    }
    if (words > Integer.MAX_VALUE >>> SHIFT_BITS - 1) {
      throw new ArithmeticException("there are more windows than a filter has room for");
    }
    return (int) words;
  }

  /** The shapes that windows have, those of fewest first. */
  private int[] byCount() {
    return IntStream.range(0, ofShape.length)
        .filter(shape -> ofShape[shape] > 0)
        .mapToLong(shape -> (long) ofShape[shape] << 32 | shape)
        .sorted()
        .mapToInt(entry -> (int) entry)
        .toArray();
  }

  /** The logarithm of how many words so many windows have. */
  private static int log(int windows, int each) {
    long bits = (long) windows * (windows <= RARE ? 2 * each : each);
    int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, bits / 32 - 1));
    return Math.max(LEAST, Math.min(MOST, log));
  }

  private static int region(int at, int log) {
    return at << SHIFT_BITS | Integer.SIZE - log;
  }
}
