package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/** An immutable open-addressed table from window hash to the needles that have it. */
final class Segment {
  /** A needle and the mask it belongs to. */
  record Entry(Needle needle, Mask mask) {}

  private final List<Mask> masks;
  private final Entry[] entries;
  private final int[] slots;
  private final int slotMask;

  Segment(List<Mask> masks) {
    this.masks = masks;
    List<Entry> all = new ArrayList<>();
    for (Mask mask : masks) {
      for (Needle needle : mask.needles()) {
        all.add(new Entry(needle, mask));
      }
    }
    entries = all.toArray(new Entry[0]);
    slots = new int[Math.max(16, Integer.highestOneBit(Math.max(1, entries.length)) * 4)];
    slotMask = slots.length - 1;
    for (int i = 0; i < entries.length; i++) {
      int slot = slot(entries[i].needle().window());
      while (slots[slot] != 0) {
        slot = (slot + 1) & slotMask;
      }
      slots[slot] = i + 1;
    }
  }

  List<Mask> masks() {
    return masks;
  }

  int size() {
    return entries.length;
  }

  private int slot(int window) {
    return (window * 0x9e3779b1) >>> 7 & slotMask;
  }

  /** Position in the probe sequence of {@code window}, to pass to {@link #next}. */
  int first(int window) {
    return slot(window);
  }

  /**
   * The next entry with this window from position {@code slot} on, or -1; its slot is the result.
   */
  int next(int window, int slot) {
    int at = slot & slotMask;
    while (slots[at] != 0) {
      if (entries[slots[at] - 1].needle().window() == window) {
        return at;
      }
      at = (at + 1) & slotMask;
    }
    return -1;
  }

  Entry at(int slot) {
    return entries[slots[slot] - 1];
  }
}
