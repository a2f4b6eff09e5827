package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Says of a window that it is none of the known ones, or that it may be one.
 *
 * <p>Three bits in one 64-bit word stand for a window, so one load answers; which three they are is
 * looked up in a small table, which takes fewer instructions than a shift for each. Of windows that
 * are not known about one in a hundred passes when there are many, and one in 250 when there are
 * few; three times as many once there are half as many again and a larger filter is due. {@link
 * #kinds} then asks for a neighbour as well.
 *
 * <p>When there are many, windows of one shape (the classes of their eight bytes) have a region to
 * themselves, see {@link WindowCount}. Texts use few shapes, and mostly not those of keys and
 * encodings: so what a text looks at is small, lies together and stays in the processor's cache
 * however many values are known.
 *
 * <p>Windows take their bits in place as long as there is room, so that adding one costs little.
 * Bits are only ever added, and shapes to a region: a reader of an older snapshot gets candidates
 * it has no needle for, and no more than that.
 */
final class WindowFilter {
  /** How far a scan steps. */
  static final int STEP = Needle.WINDOWS;

  /** {@link #kinds}: the eight bytes may be a known window. */
  static final int WHOLE = 1;

  /** {@link #kinds}: the first {@link Needle#SHORT_WINDOW_BYTES} may be one. */
  static final int BRIEF = 2;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int MIN_WORDS = 64;
  private static final int BITS_PER_WINDOW = 12;
  private static final int BITS_PER_WINDOW_OF_FEW = 24;

  /** So many windows are found sooner in one region than in one for each shape. */
  private static final int FEW = 1 << 19;

  private static final int MOST = Integer.MAX_VALUE;

  static final int MARK_BITS = 10;

  /** Bits of the largest number of a word that few windows have. */
  private static final int WORD_BITS = 18;

  /** Three bits for each number of {@link #MARK_BITS}, which are some of a hash. */
  private static final long[] MARKS = marks();

  private final long key;

  /** From how many windows on shapes have regions. */
  private final int many;

  /**
   * Where in {@link #bits} windows of each shape are, as {@link WindowCount#regions} has it. Empty
   * as long as they are few, which share all of the bits.
   */
  private final int[] regions;

  private final long[] bits;

  /** For short windows, of no shape, since they are few: twice the bits cost little memory. */
  private final long[] brief;

  /** For windows whose classes are not known. */
  private final long[] unclassed;

  /** How many windows it may hold before a larger one is due. */
  private final int room;

  /** How many more windows of new shapes there is room for. */
  private int roomForNew;

  /** Room for windows of masks that hold {@code counted}, and half as many again. */
  private WindowFilter(Keys keys, WindowCount counted, int many) {
    this.key = keys.windowKey;
    this.many = many;
    boolean few = counted.all() < many;
    int each = few ? BITS_PER_WINDOW_OF_FEW : BITS_PER_WINDOW;
    this.room =
        Math.max(MIN_WORDS * Long.SIZE / each, (int) Math.min(MOST, counted.all() * 3L / 2));
    this.regions = few ? new int[0] : counted.regions(each);
    this.roomForNew = few ? MOST : counted.late();
    this.bits =
        new long[few ? size((long) counted.classed() * each, MIN_WORDS) : counted.words(each)];
    this.brief = new long[size((long) counted.brief() * 2 * each, MIN_WORDS)];
    this.unclassed = new long[size((long) counted.unclassed() * 2 * each, MIN_WORDS)];
  }

  private static long[] marks() {
    long[] marks = new long[1 << MARK_BITS];
    for (int i = 0; i < marks.length; i++) {
      long spread = (i + 1) * 0x9e3779b97f4a7c15L;
      marks[i] = 1L << (spread >>> 58) | 1L << (spread >>> 52) | 1L << (spread >>> 46);
    }
    return marks;
  }

  /** Words for so many bits, or up to twice as many: a power of two. */
  private static int size(long bits, int least) {
    return Math.max(least, Math.toIntExact(Long.highestOneBit(Math.max(1, bits / 32 - 1))));
  }

  static WindowFilter none(Keys keys) {
    return none(keys, FEW);
  }

  /** As {@link #none(Keys)}; from {@code many} windows on shapes have regions. */
  static WindowFilter none(Keys keys, int many) {
    return new WindowFilter(keys, new WindowCount(keys), many);
  }

  /**
   * A filter for the windows of {@code all}, which {@code added} are among; this one, when it holds
   * the others and has room.
   *
   * @param windows how many are in {@code all}
   */
  WindowFilter with(List<Mask> added, Iterable<Segment> all, int windows, Keys keys) {
    if (windows <= room) {
      Fill fill = new Fill(keys);
      added.forEach(mask -> mask.read(fill));
      if (roomForNew >= 0) {
        return this;
      }
    }
    WindowCount count = new WindowCount(keys);
    all.forEach(segment -> segment.masks().forEach(mask -> mask.read(count)));
    WindowFilter filter = new WindowFilter(keys, count, many);
    Fill fill = filter.new Fill(keys);
    all.forEach(segment -> segment.masks().forEach(mask -> mask.read(fill)));
    return filter;
  }

  private final class Fill implements Mask.Visitor {
    private final Keys keys;

    private Fill(Keys keys) {
      this.keys = keys;
    }

    @Override
    public void needle(Needle needle) {}

    @Override
    public void windows(int code, int at, int[] hashes, int classes) {
      for (int i = 0; i < hashes.length; i++) {
        if ((code & Mask.SHORT) != 0) {
          put(brief, hashes[i]);
        } else if (classes == Mask.UNCLASSED) {
          put(unclassed, hashes[i]);
        } else {
          long product = (long) hashes[i] << 32;
          bits[place(keys.shape(classes, i), product)] |= mark(product);
        }
      }
    }

    private int place(int shape, long product) {
      if (regions.length == 0) {
        return WindowFilter.place(bits, product);
      }
      int late = regions[WindowCount.LATE];
      if (regions[shape] == WindowCount.EMPTY || regions[shape] == late) {
        roomForNew--;
        regions[shape] = late;
      }
      return WindowFilter.place(regions[shape], product);
    }

    private void put(long[] words, int hash) {
      words[shapelessPlace(words, hash)] |= shapelessMark(hash);
    }

    @Override
    public void firstLine(int length, int hash) {}
  }

  // A window's mark and its place are each one shift away from its product, whose upper half is
  // all of it that masks keep. The uppermost bits choose the mark, those below them the place.

  private static long mark(long product) {
    return MARKS[(int) (product >>> 64 - MARK_BITS)];
  }

  private static int place(long[] words, long product) {
    return (int) (product >>> 64 - MARK_BITS - WORD_BITS) & words.length - 1;
  }

  /** How far to shift is in the lowest five bits, which are all that a shift heeds. */
  private static int place(int region, long product) {
    return (region >>> WindowCount.SHIFT_BITS) + ((int) (product >>> 32 - MARK_BITS) >>> region);
  }

  private static boolean isIn(long word, long product) {
    return (mark(product) & ~word) == 0;
  }

  private static long shapelessMark(int hash) {
    return MARKS[hash & MARKS.length - 1];
  }

  /** The upper bits of a hash are its best. */
  private static int shapelessPlace(long[] words, int hash) {
    return Integer.reverseBytes(hash) & words.length - 1;
  }

  private static boolean holdsShapeless(long[] words, int hash) {
    return (shapelessMark(hash) & ~words[shapelessPlace(words, hash)]) == 0;
  }

  private static int whole(long product) {
    return (int) (product >>> 32);
  }

  /** As {@link Keys#shortWindow}: what is shifted before it is multiplied may be so after it. */
  private static int brief(long product) {
    return (int) (product >>> 8);
  }

  /**
   * Which windows at {@code at} may be known: {@link #WHOLE}, {@link #BRIEF}. Nine bytes must be
   * readable from there. Known windows of a form are neighbours, so that a window is one only if it
   * has one of them beside it; unless its classes are not known, or short ones may stand {@code
   * alone}.
   */
  int kinds(byte[] text, int at, boolean alone) {
    int kinds = holdsUnclassed(text, at) ? WHOLE : 0;
    if (holds(text, at) && (holds(text, at + 1) || at > 0 && holds(text, at - 1))) {
      kinds |= WHOLE;
    }
    if (holdsBrief(text, at)
        && (alone || holdsBrief(text, at + 1) || at > 0 && holdsBrief(text, at - 1))) {
      kinds |= BRIEF;
    }
    return kinds;
  }

  private boolean holds(byte[] text, int at) {
    long window = (long) LONG.get(text, at);
    long product = window * key;
    int place =
        regions.length == 0
            ? place(bits, product)
            : place(regions[Keys.shape(window, key)], product);
    return isIn(bits[place], product);
  }

  private boolean holdsBrief(byte[] text, int at) {
    return holdsShapeless(brief, brief((long) LONG.get(text, at) * key));
  }

  private boolean holdsUnclassed(byte[] text, int at) {
    return holdsShapeless(unclassed, whole((long) LONG.get(text, at) * key));
  }

  /**
   * The first of the positions {@code from}, {@code from + STEP}, … before {@code to} where a
   * window may be known, or the first of them that is not before {@code to}; eight bytes must be
   * readable from each.
   */
  int next(byte[] text, int from, int to) {
    return regions.length == 0
        ? nextOfFew(text, from, to, bits, brief, key)
        : nextOfMany(text, from, to, regions, bits, brief, key);
  }

  /** As {@link #next}, where there are windows whose classes are not known. */
  int nextOfAll(byte[] text, int from, int to, int step) {
    int at = from;
    while (at < to && !holds(text, at) && !holdsBrief(text, at) && !holdsUnclassed(text, at)) {
      at += step;
    }
    return at;
  }

  // Small on purpose: the compiler must inline all of each of these.

  private static int nextOfFew(byte[] text, int from, int to, long[] bits, long[] brief, long key) {
    int at = from;
    for (; at < to; at += STEP) {
      long product = (long) LONG.get(text, at) * key;
      if (isIn(bits[place(bits, product)], product) || holdsShapeless(brief, brief(product))) {
        break;
      }
    }
    return at;
  }

  private static int nextOfMany(
      byte[] text, int from, int to, int[] regions, long[] bits, long[] brief, long key) {
    int at = from;
    for (; at < to; at += STEP) {
      long window = (long) LONG.get(text, at);
      long product = window * key;
      int region = regions[Keys.shape(window, key)];
      if (isIn(bits[place(region, product)], product) || holdsShapeless(brief, brief(product))) {
        break;
      }
    }
    return at;
  }
}
