package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * The words that decide where a rule may look. All are found in one pass: the first three bytes of
 * a word, without case, choose a bit in a filter that fits the first-level cache.
 */
final class Anchors {
  private static final int SLOTS = 1 << 12;

  /** A word to look for without case, and who is asked where it stands. */
  record Anchor(byte[] lowerCase, boolean heuristic, Rule rule) {}

  private final long[] filter = new long[SLOTS / 64];
  private final Anchor[][] slots = new Anchor[SLOTS][];

  Anchors(List<Anchor> anchors) {
    List<List<Anchor>> lists = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      lists.add(new ArrayList<>());
    }
    for (Anchor anchor : anchors) {
      byte[] word = anchor.lowerCase();
      int slot = slot(word[0] & 0xff, word[1] & 0xff, word[2] & 0xff);
      filter[slot >>> 6] |= 1L << slot;
      lists.get(slot).add(anchor);
    }
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = lists.get(i).toArray(new Anchor[0]);
    }
  }

  private static int slot(int first, int second, int third) {
    int packed = first | second << 8 | third << 16 | 0x202020;
    return (packed * 0x9e3779b1) >>> 20;
  }

  /** The first position in {@code [from, to)} where an anchor may stand, or {@code to}. */
  int next(byte[] text, int from, int to) {
    long[] bits = filter;
    if (from >= to) {
      return to;
    }
    int packed = (text[from] & 0xff) << 8 | (text[from + 1] & 0xff) << 16;
    for (int at = from; at < to; at++) {
      packed = packed >>> 8 | (text[at + 2] & 0xff) << 16;
      int slot = ((packed | 0x202020) * 0x9e3779b1) >>> 20;
      if ((bits[slot >>> 6] >>> slot & 1) != 0) {
        return at;
      }
    }
    return to;
  }

  /** The anchors that may stand at {@code at}. */
  Anchor[] at(byte[] text, int at) {
    return slots[slot(text[at] & 0xff, text[at + 1] & 0xff, text[at + 2] & 0xff)];
  }
}
