package dev.sealward.redaction;

import java.util.Arrays;

/** How many windows a {@link WindowFilter} is for, and which shapes of them share a region. */
final class WindowCount implements Mask.Visitor {
  static final int GROUPS = 256;

  /** The group of shapes that no window has. */
  static final int EMPTY = 0;

  /** The group of shapes that no window had when the windows were counted. */
  static final int LATE = GROUPS - 1;

  /** Of all windows, how many more the late group has room for. */
  private static final int LATER = 16;

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

  /**
   * The group of each shape. Shapes of many windows stand alone, and those of few together, so that
   * the groups that ordinary text looks at, whose shapes few windows have, are small.
   */
  byte[] groups() {
    long[] byCount = new long[ofShape.length];
    for (int shape = 0; shape < byCount.length; shape++) {
      byCount[shape] = (long) ofShape[shape] << 32 | shape;
    }
    Arrays.sort(byCount);
    byte[] groups = new byte[ofShape.length];
    long share = classed / (GROUPS * 3L / 4) + 1;
    long grouped = 0;
    int group = EMPTY + 1;
    for (int i = byCount.length - 1; i >= 0 && byCount[i] >>> 32 > 0; i--) {
      long count = byCount[i] >>> 32;
      if (grouped > 0 && grouped + count > share && group < LATE - 1) {
        group++;
        grouped = 0;
      }
      grouped += count;
      groups[(int) byCount[i]] = (byte) group;
    }
    return groups;
  }

  /** How many windows each of {@code groups} needs room for. */
  int[] sizes(byte[] groups) {
    int[] sizes = new int[GROUPS];
    for (int shape = 0; shape < groups.length; shape++) {
      sizes[groups[shape] & 0xff] += ofShape[shape];
    }
    sizes[LATE] = classed / LATER;
    return sizes;
  }
}
