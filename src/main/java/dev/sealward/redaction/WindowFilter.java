package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Says of a window that it is none of the known ones, or that it may be one.
 *
 * <p>Two bits in one 64-bit word stand for a window, so one load answers. When there are many,
 * windows of one shape (the classes of their eight bytes) have a region of their own, as large as
 * they are many. Texts use few shapes, and mostly not those of keys and encodings: so what a text
 * looks at stays in the processor's cache however many values are known.
 *
 * <p>Windows take their bits in place as long as there is room, so that adding one costs little.
 * Bits are only ever added: a reader of an older snapshot gets candidates it has no needle for, and
 * no more than that.
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
  private static final int MIN_REGION_WORDS = 2;

  /** Of all words, how many are for windows of a shape that came later. */
  private static final int LATER = 16;

  private static final int BITS_PER_WINDOW = 12;
  private static final int BITS_PER_WINDOW_OF_FEW = 32;

  /** So many windows are found sooner in one region than in one for each shape. */
  private static final int FEW = 1 << 19;

  private static final int MOST = Integer.MAX_VALUE;

  /**
   * The lower bits of a region's number are what its hashes are shifted by, the others its place.
   */
  private static final int SHIFT_BITS = 6;

  private final long key;

  /** From how many windows on each shape has a region. */
  private final int many;

  /** Where in {@link #bits} windows of a shape are; one for all, as long as they are few. */
  private final int[] regions;

  private final long[] bits;

  /** For short windows; of no shape, since they are few. */
  private final long[] brief;

  /** For windows whose classes are not known. */
  private final long[] unclassed;

  /** How many windows it may hold before a larger one is due. */
  private final int room;

  /** How many more windows of new shapes the first region has room for. */
  private int roomForNew;

  /** Room for windows of masks that hold {@code counted}, and half as many again. */
  private WindowFilter(Keys keys, Count counted, int many) {
    this.key = keys.windowKey;
    this.many = many;
    boolean few = counted.all() < many;
    int each = few ? BITS_PER_WINDOW_OF_FEW : BITS_PER_WINDOW;
    int shared = size((long) counted.classed * 2 * each / (few ? 1 : 2 * LATER), MIN_WORDS);
    this.roomForNew = few ? MOST : shared * (Long.SIZE / each);
    this.room =
        Math.max(MIN_WORDS * Long.SIZE / each, (int) Math.min(MOST, counted.all() * 3L / 2));
    this.regions = new int[few ? 1 : 1 << Keys.SHAPE_BITS];
    int words = shared;
    for (int shape = 0; shape < regions.length; shape++) {
      int count = few ? 0 : counted.ofShape[shape];
      int size = count == 0 ? shared : size((long) count * each, MIN_REGION_WORDS);
      int from = count == 0 ? 0 : words;
      regions[shape] = from << SHIFT_BITS | shift(size);
      words = count == 0 ? words : Math.addExact(words, size);
    }
    this.bits = new long[words];
    this.brief = new long[size((long) counted.brief * 2 * each, MIN_WORDS)];
    this.unclassed = new long[size((long) counted.unclassed * 2 * each, MIN_WORDS)];
  }

  /** A power of two. */
  private static int size(long bits, int least) {
    return Math.max(least, Math.toIntExact(Long.highestOneBit(Math.max(1, bits / 32 - 1))));
  }

  private static int shift(int size) {
    return 64 - Integer.numberOfTrailingZeros(size);
  }

  static WindowFilter none(Keys keys) {
    return none(keys, FEW);
  }

  /** As {@link #none(Keys)}; from {@code many} windows on each shape has a region of its own. */
  static WindowFilter none(Keys keys, int many) {
    return new WindowFilter(keys, new Count(keys), many);
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
    Count count = new Count(keys);
    all.forEach(segment -> segment.masks().forEach(mask -> mask.read(count)));
    WindowFilter filter = new WindowFilter(keys, count, many);
    Fill fill = filter.new Fill(keys);
    all.forEach(segment -> segment.masks().forEach(mask -> mask.read(fill)));
    return filter;
  }

  private static final class Count implements Mask.Visitor {
    private final Keys keys;
    private final int[] ofShape = new int[1 << Keys.SHAPE_BITS];
    private int brief;
    private int unclassed;
    private int classed;

    private Count(Keys keys) {
      this.keys = keys;
    }

    private int all() {
      return classed + brief + unclassed;
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
        int hash = hashes[i];
        long pair = 1L << hash | 1L << (hash >>> 6);
        if ((code & Mask.SHORT) != 0) {
          brief[place(hash, shift(brief.length))] |= pair;
        } else if (classes == Mask.UNCLASSED) {
          unclassed[place(hash, shift(unclassed.length))] |= pair;
        } else {
          int region = regions[regions.length == 1 ? 0 : keys.shape(classes, i)];
          bits[(region >>> SHIFT_BITS) + place(hash, region)] |= pair;
          roomForNew -= region >>> SHIFT_BITS == 0 ? 1 : 0;
        }
      }
    }

    @Override
    public void firstLine(int length, int hash) {}
  }

  private static int place(int hash, int shift) {
    return (int) ((long) hash << 32 >>> shift);
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
    int region = regions[regions.length == 1 ? 0 : Keys.shape(window, key)];
    return isIn(bits[(region >>> SHIFT_BITS) + (int) (product >>> region)], product);
  }

  private boolean holdsBrief(byte[] text, int at) {
    return holds(brief, ((long) LONG.get(text, at) << 24) * key);
  }

  private boolean holdsUnclassed(byte[] text, int at) {
    return holds(unclassed, (long) LONG.get(text, at) * key);
  }

  private static boolean holds(long[] words, long product) {
    return isIn(words[(int) (product >>> shift(words.length))], product);
  }

  private static boolean isIn(long word, long product) {
    return (word >>> (product >>> 32) & word >>> (product >>> 38) & 1) != 0;
  }

  /**
   * The first of the positions {@code from}, {@code from + STEP}, … before {@code to} where a
   * window may be known, or the first of them that is not before {@code to}; eight bytes must be
   * readable from each.
   */
  int next(byte[] text, int from, int to) {
    return regions.length == 1
        ? nextOfFew(text, from, to, bits, shift(bits.length), brief, key)
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

  private static int nextOfFew(
      byte[] text, int from, int to, long[] bits, int bitsShift, long[] brief, long key) {
    int at = from;
    int last = bits.length - 1;
    int briefShift = shift(brief.length);
    int briefLast = brief.length - 1;
    for (; at < to; at += STEP) {
      long window = (long) LONG.get(text, at);
      long product = window * key;
      long word = bits[(int) (product >>> bitsShift) & last];
      long other = (window << 24) * key;
      long pair = brief[(int) (other >>> briefShift) & briefLast];
      if (((word >>> (product >>> 32) & word >>> (product >>> 38)
                  | pair >>> (other >>> 32) & pair >>> (other >>> 38))
              & 1)
          != 0) {
        break;
      }
    }
    return at;
  }

  private static int nextOfMany(
      byte[] text, int from, int to, int[] regions, long[] bits, long[] brief, long key) {
    int at = from;
    int briefShift = shift(brief.length);
    int briefLast = brief.length - 1;
    for (; at < to; at += STEP) {
      long window = (long) LONG.get(text, at);
      long product = window * key;
      int region = regions[Keys.shape(window, key)];
      long word = bits[(region >>> SHIFT_BITS) + (int) (product >>> region)];
      long other = (window << 24) * key;
      long pair = brief[(int) (other >>> briefShift) & briefLast];
      if (((word >>> (product >>> 32) & word >>> (product >>> 38)
                  | pair >>> (other >>> 32) & pair >>> (other >>> 38))
              & 1)
          != 0) {
        break;
      }
    }
    return at;
  }
}
