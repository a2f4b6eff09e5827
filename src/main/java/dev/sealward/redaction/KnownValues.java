package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A snapshot of the known values: a filter over all windows, and tables behind it.
 *
 * <p>Tables grow by merging like a log-structured tree, and a filter with room takes further
 * windows in place, so that adding a mask costs little however many there are.
 */
final class KnownValues {
  /** A table is merged into the one before it once that is not this many times larger. */
  private static final int GROWTH = 4;

  private final Keys keys;
  private final WindowFilter filter;
  private final List<Segment> segments;
  private final int windows;
  private final Traits traits;

  /**
   * What the scan must heed.
   *
   * @param unclassed whether a mask of an earlier format is among them
   * @param alone whether a window may stand alone, without the three that follow it: in masks of
   *     format 1, and in those handed out
   * @param firstLines length and hash of the short first lines, sorted
   */
  private record Traits(boolean unclassed, boolean alone, long[] firstLines) {
    Traits with(Segment added) {
      TraitReader reader = new TraitReader(this);
      added.masks().forEach(mask -> mask.read(reader));
      return reader.traits();
    }
  }

  private KnownValues(
      Keys keys, WindowFilter filter, List<Segment> segments, int windows, Traits traits) {
    this.keys = keys;
    this.filter = filter;
    this.segments = segments;
    this.windows = windows;
    this.traits = traits;
  }

  static KnownValues none(Keys keys) {
    return none(keys, WindowFilter.none(keys));
  }

  /** None yet, and {@code filter} for those to come. */
  static KnownValues none(Keys keys, WindowFilter filter) {
    return new KnownValues(keys, filter, List.of(), 0, new Traits(false, false, new long[0]));
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
    return new KnownValues(
        keys,
        filter.with(added.masks(), grown, total, keys),
        List.copyOf(grown),
        total,
        traits.with(added));
  }

  /** Reads the traits of masks. */
  private static final class TraitReader implements Mask.Visitor {
    private final List<Long> lines = new ArrayList<>();
    private final Traits before;
    private boolean unclassed;
    private boolean alone;

    private TraitReader(Traits before) {
      this.before = before;
      this.unclassed = before.unclassed();
      this.alone = before.alone();
    }

    @Override
    public void needle(Needle needle) {
      alone |= needle.has(Needle.FORM | Needle.HANDED_OUT);
    }

    @Override
    public void windows(int code, int at, int[] hashes, int classes) {
      unclassed |= (code & Mask.SHORT) == 0 && classes == Mask.UNCLASSED;
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
      return new Traits(unclassed, alone, all);
    }
  }

  boolean isEmpty() {
    return windows == 0;
  }

  List<Segment> segments() {
    return segments;
  }

  /** How far the scan may step. */
  int step() {
    return traits.alone() ? 1 : WindowFilter.STEP;
  }

  /**
   * The first of the positions {@code from}, {@code from + step()}, … before {@code to} where
   * {@link #kinds} finds any, or the first of them that is not before {@code to}; nine bytes must
   * be readable from each.
   */
  int nextCandidate(byte[] text, int from, int to) {
    int at = next(text, from, to);
    while (at < to && kinds(text, at) == 0) {
      at = next(text, at + step(), to);
    }
    return at;
  }

  private int next(byte[] text, int from, int to) {
    return traits.unclassed()
        ? filter.nextOfAll(text, from, to, step())
        : filter.next(text, from, to);
  }

  /** As {@link WindowFilter#kinds}. */
  int kinds(byte[] text, int at) {
    return filter.kinds(text, at, traits.alone());
  }

  /**
   * Where in {@code [from, feed]} the short first line of a known value begins that ends with the
   * line feed at {@code feed}, or the largest number. {@code from} is at most {@link
   * Needle#REGION_BYTES} before.
   */
  int beginsBefore(byte[] text, int from, int feed) {
    for (int at = from; at <= feed; at++) {
      if (isFirstLine(feed + 1 - at, keys.lineHash(text, at, feed + 1 - at))) {
        return at;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** Whether any value begins with a short line, or with what looks like one. */
  boolean holdsLines() {
    return traits.firstLines().length > 0;
  }

  /**
   * The first line feed in {@code [from, to)} after the short first line of a known value, blanks
   * aside, or {@code to}.
   */
  int nextFirstLine(byte[] text, int from, int to) {
    if (traits.firstLines().length == 0) {
      return to;
    }
    for (int feed = Bytes.indexOf(text, from, to, (byte) '\n');
        feed >= 0;
        feed = Bytes.indexOf(text, feed + 1, to, (byte) '\n')) {
      int end = Escapes.trimmed(text, feed);
      for (int at = end - 1; at >= 0 && end - at <= Needle.REGION_BYTES; at--) {
        if (isFirstLine(end - at + 1, keys.brokenLineHash(text, at, end))) {
          return feed;
        }
      }
    }
    return to;
  }

  private boolean isFirstLine(int length, int hash) {
    return Arrays.binarySearch(traits.firstLines(), (long) length << 32 | hash & 0xffffffffL) >= 0;
  }
}
