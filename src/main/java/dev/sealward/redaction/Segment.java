package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  private final List<Crowd> crowds = new ArrayList<>();

  /**
   * Window hash in the upper half; in the lower, one more than its number: that in {@link #sets}
   * times {@link Needle#WINDOWS}, and which of them it is. Or, with its top bit, a crowd's number.
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
    int length = withoutCrowds(hashed);
    for (int i = 0; i < length; i++) {
      long entry = hashed[i] ^ Long.MIN_VALUE;
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

  /** Puts one entry in the place of each crowd; returns how many entries are left. */
  private int withoutCrowds(long[] sorted) {
    int kept = 0;
    for (int from = 0; from < sorted.length; ) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] >>> 32 == sorted[from] >>> 32) {
        to++;
      }
      if (to - from < Crowd.FEWEST) {
        System.arraycopy(sorted, from, sorted, kept, to - from);
        kept += to - from;
      } else {
        kept = crowd(sorted, from, to, kept);
      }
      from = to;
    }
    return kept;
  }

  private int crowd(long[] sorted, int from, int to, int keptBefore) {
    Map<Integer, List<Integer>> members = new HashMap<>();
    int kept = keptBefore;
    for (int i = from; i < to; i++) {
      int number = (int) sorted[i] - 1;
      long set = sets[number / Needle.WINDOWS];
      int needle = (int) (set >>> (CODE_BITS + WINDOW_BITS));
      if (needles[needle].has(Needle.EXACT | Needle.FORM | Needle.HANDED_OUT)) {
        sorted[kept++] = sorted[i];
      } else {
        int place = (int) set & (1 << CODE_BITS + WINDOW_BITS) - 1;
        members
            .computeIfAbsent(
                place * Needle.WINDOWS + number % Needle.WINDOWS, p -> new ArrayList<>())
            .add(needle);
      }
    }
    long hash = sorted[from] & 0xffffffff00000000L;
    for (Map.Entry<Integer, List<Integer>> group : members.entrySet()) {
      int[] many = group.getValue().stream().mapToInt(Integer::intValue).toArray();
      int window = group.getKey() % Needle.WINDOWS;
      int place = group.getKey() / Needle.WINDOWS;
      int at = place & (1 << WINDOW_BITS) - 1;
      crowds.add(new Crowd(place >>> WINDOW_BITS, at, window, many, needles));
      sorted[kept++] = hash | 0x80000000L | crowds.size() - 1;
    }
    return kept;
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

  /** The crowd of this slot, or null when it is one window's. */
  @Nullable Crowd crowd(int slot) {
    int low = (int) slots[slot];
    return low < 0 ? crowds.get(low & Integer.MAX_VALUE) : null;
  }

  /** The number of the needle of this slot. */
  int needleAt(int slot) {
    return (int) (set(slot) >>> (CODE_BITS + WINDOW_BITS));
  }

  Needle needle(int number) {
    return needles[number];
  }

  Mask mask(int number) {
    return masks.get(maskOf[number]);
  }

  /** As {@link Codec} has it, with {@link Mask#SHORT}. */
  int code(int slot) {
    Crowd crowd = crowd(slot);
    return crowd == null ? (int) (set(slot) >>> WINDOW_BITS) & 0xff : crowd.code;
  }

  /** How many bytes of the form stand before the first of the consecutive windows. */
  int at(int slot) {
    Crowd crowd = crowd(slot);
    return crowd == null ? (int) set(slot) & 0xff : crowd.at;
  }

  /** Which of the consecutive windows it is. */
  int window(int slot) {
    Crowd crowd = crowd(slot);
    return crowd == null ? number(slot) % Needle.WINDOWS : crowd.window;
  }

  /** Whether it is the only window of its form. */
  boolean isAlone(int slot) {
    return crowd(slot) == null && needle(needleAt(slot)).has(Needle.FORM | Needle.HANDED_OUT);
  }

  /** Whether another window of the form that {@code slot} has one of has this hash. */
  boolean hasBeside(int slot, int window, int hash) {
    boolean crowded = crowd(slot) != null;
    for (int other = next(hash, first(hash)); other >= 0; other = next(hash, other + 1)) {
      if (window(other) == window
          && at(other) == at(slot)
          && code(other) == code(slot)
          && (crowded || crowd(other) != null || needleAt(other) == needleAt(slot))) {
        return true;
      }
    }
    return false;
  }
}
