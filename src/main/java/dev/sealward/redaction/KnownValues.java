package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A snapshot of the known values: a bit filter over all windows, and tables behind it.
 *
 * <p>The filter holds two bits in one 64-bit word per window, so one load answers. Tables grow by
 * merging like a log-structured tree, and a filter with room takes further windows in place, so
 * that adding a mask costs little however many there are. Bits are only ever added: an older
 * snapshot that shares the filter gets candidates it has no needle for, and no more than that.
 */
final class KnownValues {
  /** How far the scan steps. */
  static final int STEP = Needle.WINDOWS;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MIN_FILTER_LONGS = 1024;

  /** 16 MiB. */
  private static final int MAX_FILTER_LONGS = 1 << 21;

  private static final int FILTER_BITS_PER_WINDOW = 32;

  /** A table is merged into the one before it once that is not this many times larger. */
  private static final int GROWTH = 4;

  private final Keys keys;
  private final long[] filter;
  private final List<Segment> segments;
  private final int windows;
  private final Traits traits;

  /**
   * What the scan must heed.
   *
   * @param shortWindows whether there are any
   * @param forms whether a mask of format 1 is among them, whose windows stand alone
   * @param firstLines length and hash of the short first lines, sorted
   */
  private record Traits(boolean shortWindows, boolean forms, long[] firstLines) {
    Traits with(Segment added) {
      TraitReader reader = new TraitReader(this);
      added.masks().forEach(mask -> mask.read(reader));
      return reader.traits();
    }
  }

  private KnownValues(
      Keys keys, long[] filter, List<Segment> segments, int windows, Traits traits) {
    this.keys = keys;
    this.filter = filter;
    this.segments = segments;
    this.windows = windows;
    this.traits = traits;
  }

  static KnownValues none(Keys keys) {
    return new KnownValues(
        keys, new long[MIN_FILTER_LONGS], List.of(), 0, new Traits(false, false, new long[0]));
  }

  /** This snapshot and {@code masks}, which it does not hold yet; one call at a time. */
  KnownValues plus(List<Mask> masks) {
    Segment added = new Segment(List.copyOf(masks));
    List<Segment> grown = new ArrayList<>(segments);
    grown.add(added);
    int from = grown.size() - 1;
    long size = added.size();
    while (from > 0 && grown.get(from - 1).size() <= GROWTH * size) {
      from--;
      size += grown.get(from).size();
    }
    if (from < grown.size() - 1) {
      List<Segment> merged = grown.subList(from, grown.size());
      List<Mask> all = new ArrayList<>();
      merged.forEach(segment -> all.addAll(segment.masks()));
      merged.clear();
      grown.add(new Segment(List.copyOf(all)));
    }
    int total = Math.addExact(windows, added.size());
    long wanted = (long) total * FILTER_BITS_PER_WINDOW / 64;
    long[] bits = filter;
    if (wanted > filter.length && filter.length < MAX_FILTER_LONGS) {
      bits = new long[(int) Math.min(MAX_FILTER_LONGS, Long.highestOneBit(wanted) * 2)];
      for (Segment segment : grown) {
        segment.addTo(bits);
      }
    } else {
      added.addTo(bits);
    }
    return new KnownValues(keys, bits, List.copyOf(grown), total, traits.with(added));
  }

  /** Reads the traits of masks. */
  private static final class TraitReader implements Mask.Visitor {
    private final List<Long> lines = new ArrayList<>();
    private final Traits before;
    private boolean shortWindows;
    private boolean forms;

    private TraitReader(Traits before) {
      this.before = before;
      this.shortWindows = before.shortWindows();
      this.forms = before.forms();
    }

    @Override
    public void needle(Needle needle) {
      forms |= needle.has(Needle.FORM);
    }

    @Override
    public void window(int code, int at, int hash) {
      shortWindows |= (code & Mask.SHORT) != 0;
    }

    @Override
    public void firstLine(int length, int hash) {
      lines.add((long) length << 32 | hash & 0xffffffffL);
    }

    private Traits traits() {
      long[] all = before.firstLines();
      if (!lines.isEmpty()) {
        int old = all.length;
        all = Arrays.copyOf(all, old + lines.size());
        for (int i = old; i < all.length; i++) {
          all[i] = lines.get(i - old);
        }
        all = Arrays.stream(all).sorted().distinct().toArray();
      }
      return new Traits(shortWindows, forms, all);
    }
  }

  /** Sets the two bits of a window. */
  static void add(long[] filter, int hash) {
    filter[hash >>> shift(filter) - 32] |= 1L << hash | 1L << (hash >>> 6);
  }

  /** Whether there may be a window with this hash. */
  boolean mayHold(int hash) {
    long word = filter[hash >>> shift(filter) - 32];
    return (word >>> hash & word >>> (hash >>> 6) & 1) != 0;
  }

  private static int shift(long[] filter) {
    return 64 - Integer.numberOfTrailingZeros(filter.length);
  }

  boolean isEmpty() {
    return windows == 0;
  }

  List<Segment> segments() {
    return segments;
  }

  /** How far the scan may step. */
  int step() {
    return traits.forms() ? 1 : STEP;
  }

  /**
   * The first of the positions {@code from}, {@code from + step()}, … before {@code to} where a
   * window may be known, or the first of them that is not before {@code to}; eight bytes must be
   * readable from each.
   */
  int nextCandidate(byte[] text, int from, int to) {
    if (traits.forms()) {
      return nextOfEach(text, from, to, filter, shift(filter), keys.windowKey);
    }
    return traits.shortWindows()
        ? nextOfBoth(text, from, to, filter, shift(filter), keys.windowKey)
        : next(text, from, to, filter, shift(filter), keys.windowKey);
  }

  // Small on purpose: the compiler must inline all of each of these.

  private static int next(byte[] text, int from, int to, long[] bits, int shift, long key) {
    int at = from;
    int last = bits.length - 1;
    for (; at < to; at += STEP) {
      long product = (long) LONG.get(text, at) * key;
      long word = bits[(int) (product >>> shift) & last];
      if ((word >>> (product >>> 32) & word >>> (product >>> 38) & 1) != 0) {
        break;
      }
    }
    return at;
  }

  private static int nextOfBoth(byte[] text, int from, int to, long[] bits, int shift, long key) {
    int at = from;
    int last = bits.length - 1;
    for (; at < to; at += STEP) {
      long window = (long) LONG.get(text, at);
      long product = window * key;
      long word = bits[(int) (product >>> shift) & last];
      long brief = (window << 24) * key;
      long other = bits[(int) (brief >>> shift) & last];
      if (((word >>> (product >>> 32) & word >>> (product >>> 38)
                  | other >>> (brief >>> 32) & other >>> (brief >>> 38))
              & 1)
          != 0) {
        break;
      }
    }
    return at;
  }

  private static int nextOfEach(byte[] text, int from, int to, long[] bits, int shift, long key) {
    int at = from;
    for (; at < to; at++) {
      long window = (long) LONG.get(text, at);
      long product = window * key;
      long pair = 1L << (product >>> 32) | 1L << (product >>> 38);
      long brief = (window << 24) * key;
      long briefPair = 1L << (brief >>> 32) | 1L << (brief >>> 38);
      if ((bits[(int) (product >>> shift)] & pair) == pair
          || (bits[(int) (brief >>> shift)] & briefPair) == briefPair) {
        break;
      }
    }
    return at;
  }

  /**
   * Whether the end of a line at {@code [at, lineEnd)} is the short first line of a known value.
   */
  boolean mayBeginAt(byte[] text, int at, int lineEnd) {
    int length = lineEnd - at;
    if (traits.firstLines().length == 0 || length > Needle.REGION_BYTES + 1) {
      return false;
    }
    long line = (long) length << 32 | keys.lineHash(text, at, length) & 0xffffffffL;
    return Arrays.binarySearch(traits.firstLines(), line) >= 0;
  }
}
