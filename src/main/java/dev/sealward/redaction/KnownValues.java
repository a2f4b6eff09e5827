package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An immutable snapshot of the known values: a bit filter over all windows, and tables behind it.
 *
 * <p>The filter holds two bits in one 64-bit word per window, so one load answers. Tables grow by
 * merging like a log-structured tree, so that adding a mask costs little however many there are.
 */
final class KnownValues {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MIN_FILTER_LONGS = 256;
  private static final int FILTER_BITS_PER_NEEDLE = 32;

  private final Keys keys;
  private final long[] filter;
  private final int filterShift;
  private final List<Segment> segments;
  private final int needles;
  private final long[] firstLines;

  private KnownValues(Keys keys, long[] filter, List<Segment> segments, long[] firstLines) {
    this.keys = keys;
    this.filter = filter;
    this.filterShift = 64 - Integer.numberOfTrailingZeros(filter.length);
    this.segments = segments;
    this.needles = segments.stream().mapToInt(Segment::size).sum();
    this.firstLines = firstLines;
  }

  static KnownValues none(Keys keys) {
    return new KnownValues(keys, new long[MIN_FILTER_LONGS], List.of(), new long[0]);
  }

  /** This snapshot and {@code masks}, which it does not hold yet. */
  KnownValues plus(List<Mask> masks) {
    List<Segment> grown = new ArrayList<>(segments);
    Segment added = new Segment(List.copyOf(masks));
    grown.add(added);
    while (grown.size() > 1
        && grown.get(grown.size() - 2).size() <= 2 * grown.get(grown.size() - 1).size()) {
      List<Mask> both = new ArrayList<>(grown.get(grown.size() - 2).masks());
      both.addAll(grown.remove(grown.size() - 1).masks());
      grown.set(grown.size() - 1, new Segment(both));
    }
    long wanted = (long) (needles + added.size()) * FILTER_BITS_PER_NEEDLE / 64;
    long[] bits;
    if (wanted > filter.length && filter.length < 1 << 20) {
      int longs = (int) Math.min(1 << 20, Long.highestOneBit(wanted) * 2);
      bits = new long[longs];
      grown.forEach(segment -> addTo(bits, segment));
    } else {
      bits = filter.clone();
      addTo(bits, added);
    }
    return new KnownValues(keys, bits, List.copyOf(grown), firstLines(firstLines, added));
  }

  private static void addTo(long[] bits, Segment segment) {
    int shift = 64 - Integer.numberOfTrailingZeros(bits.length);
    for (Mask mask : segment.masks()) {
      for (Needle needle : mask.needles()) {
        long product = (long) needle.window() << 32;
        bits[(int) (product >>> shift)] |= pair(product);
      }
    }
  }

  /** Two bits of the product's stored half that do not choose the word (for up to 2^20 words). */
  private static long pair(long product) {
    return 1L << (product >>> 32) | 1L << (product >>> 38);
  }

  private static long[] firstLines(long[] old, Segment added) {
    List<Long> lines = new ArrayList<>();
    for (long line : old) {
      lines.add(line);
    }
    for (Mask mask : added.masks()) {
      for (Needle needle : mask.needles()) {
        if (needle.has(Needle.CROSSES)) {
          lines.add((long) needle.firstLineLength() << 32 | needle.edge() & 0xffffffffL);
        }
      }
    }
    return lines.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
  }

  boolean isEmpty() {
    return needles == 0;
  }

  List<Segment> segments() {
    return segments;
  }

  /**
   * The first position in {@code [from, to)} whose window may be known, or {@code to}; eight bytes
   * must be readable from each position. Small on purpose: the compiler must inline all of it.
   */
  int nextCandidate(byte[] text, int from, int to) {
    long[] bits = filter;
    long key = keys.windowKey;
    int shift = filterShift;
    for (int at = from; at < to; at++) {
      long product = (long) LONG.get(text, at) * key;
      long pair = 1L << (product >>> 32) | 1L << (product >>> 38);
      if ((bits[(int) (product >>> shift)] & pair) == pair) {
        return at;
      }
    }
    return to;
  }

  /**
   * Whether the end of a line at {@code [at, lineEnd)} is the short first line of a known value.
   */
  boolean mayBeginAt(byte[] text, int at, int lineEnd) {
    if (firstLines.length == 0 || lineEnd - at > Needle.WINDOW_BYTES) {
      return false;
    }
    int length = lineEnd - at;
    long line = (long) length << 32 | keys.shortHash(text, at, length) & 0xffffffffL;
    return java.util.Arrays.binarySearch(firstLines, line) >= 0;
  }
}
