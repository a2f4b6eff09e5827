package dev.sealward.redaction;

import java.util.Arrays;
import java.util.List;

/** An immutable open-addressed table from window hash to the needles that have such a window. */
final class Segment {
  /** Slots of 8 bytes for 5 windows: short probes, and no more memory than needed. */
  private static final int SLOTS_PER_5 = 7;

  private static final int WINDOW_BITS = 8;
  private static final int CODE_BITS = 8;

  private final List<Mask> masks;
  private final Needle[] needles;
  private final int[] maskOf;

  /**
   * Needle, code and place of the first of consecutive windows, as {@link #slots} refer to them.
   */
  private final long[] sets;

  private final int size;

  /**
   * Window hash in the upper half; in the lower, one more than its number: that in {@link #sets}
   * times {@link Needle#WINDOWS}, and which of them it is.
   */
  private final long[] slots;

  Segment(List<Mask> masks) {
    this.masks = masks;
    Count count = new Count();
    masks.forEach(mask -> mask.read(count));
    this.needles = new Needle[count.needles];
    this.maskOf = new int[count.needles];
    this.sets = new long[count.sets];
    this.size = count.windows;
    this.slots = new long[(int) Math.max(16, (long) count.windows * SLOTS_PER_5 / 5)];
    Fill fill = new Fill();
    for (Mask mask : masks) {
      mask.read(fill);
      fill.mask++;
    }
    place(fill.hashed);
  }

  /**
   * Puts windows into slots in the order of their hashes, which is the order of their first slots:
   * linear also when thousands of values share a window.
   */
  private void place(long[] hashed) {
    for (int i = 0; i < hashed.length; i++) {
      hashed[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(hashed);
    int free = 0;
    int wrapped = 0;
    for (long flipped : hashed) {
      long entry = flipped ^ Long.MIN_VALUE;
      int slot = Math.max(free, first((int) (entry >>> 32)));
      free = slot + 1;
      if (slot >= slots.length) {
        while (slots[wrapped] != 0) {
          wrapped++;
        }
        slot = wrapped;
      }
      slots[slot] = entry;
    }
  }

  private static final class Count implements Mask.Visitor {
    private int needles;
    private int sets;
    private int windows;

    @Override
    public void needle(Needle needle) {
      needles++;
    }

    @Override
    public void windows(int code, int at, int[] hashes, int classes) {
      sets++;
      windows = Math.addExact(windows, hashes.length);
    }

    @Override
    public void firstLine(int length, int hash) {}
  }

  private final class Fill implements Mask.Visitor {
    private int mask;
    private int needle = -1;
    private int set;
    private int window;
    private final long[] hashed = new long[size];

    @Override
    public void needle(Needle read) {
      needles[++needle] = read;
      maskOf[needle] = mask;
    }

    @Override
    public void windows(int code, int at, int[] hashes, int classes) {
      sets[set] = (long) needle << (CODE_BITS + WINDOW_BITS) | (long) code << WINDOW_BITS | at;
      for (int i = 0; i < hashes.length; i++) {
        hashed[window++] = (long) hashes[i] << 32 | (long) set * Needle.WINDOWS + i + 1;
      }
      set++;
    }

    @Override
    public void firstLine(int length, int hash) {}
  }

  List<Mask> masks() {
    return masks;
  }

  /** Number of windows. */
  int size() {
    return size;
  }

  /** Position in the probe sequence of {@code hash}, to pass to {@link #next}. */
  int first(int hash) {
    return (int) ((hash & 0xffffffffL) * slots.length >>> 32);
  }

  /** The next slot from {@code slot} on that has this hash, or -1. */
  int next(int hash, int slot) {
    int at = slot == slots.length ? 0 : slot;
    while (slots[at] != 0) {
      if ((int) (slots[at] >>> 32) == hash) {
        return at;
      }
      at = at + 1 == slots.length ? 0 : at + 1;
    }
    return -1;
  }

  private int number(int slot) {
    return (int) slots[slot] - 1;
  }

  private long set(int slot) {
    return sets[number(slot) / Needle.WINDOWS];
  }

  Needle needle(int slot) {
    return needles[needleIndex(slot)];
  }

  Mask mask(int slot) {
    return masks.get(maskOf[needleIndex(slot)]);
  }

  private int needleIndex(int slot) {
    return (int) (set(slot) >>> (CODE_BITS + WINDOW_BITS));
  }

  /** As {@link Codec} has it, with {@link Mask#SHORT}. */
  int code(int slot) {
    return (int) (set(slot) >>> WINDOW_BITS) & 0xff;
  }

  /** How many bytes of the form stand before the window. */
  int at(int slot) {
    return ((int) set(slot) & 0xff) + number(slot) % Needle.WINDOWS;
  }
}
