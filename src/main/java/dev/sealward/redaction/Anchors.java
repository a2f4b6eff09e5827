package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that decide where a rule may look. All are found in one pass: the first four bytes of a
 * word, without case, choose a bit in a filter that fits the first-level cache; where it is set,
 * the first eight are compared at once.
 */
final class Anchors {
  /** Least bytes of a word; a word this short stands in the filter with every byte after it. */
  static final int MIN_BYTES = 3;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SMALL = 0x2020202020202020L;
  private static final int SLOT_BITS = 17;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final Anchor[] NONE = {};

  /** A word to look for without case, and who is asked where it stands. */
  record Anchor(byte[] lowerCase, boolean heuristic, Rule rule) {}

  private final long[] filter = new long[SLOTS / 64];
  private final Anchor[][] slots = new Anchor[SLOTS][];

  /**
   * Of each anchor of a slot: which of eight bytes are its own, and what they are, without case.
   */
  private final long[][] words = new long[SLOTS][];

  Anchors(List<Anchor> anchors) {
    Map<Integer, List<Anchor>> lists = new HashMap<>();
    for (Anchor anchor : anchors) {
      byte[] word = anchor.lowerCase();
      int three = word[0] & 0xff | (word[1] & 0xff) << 8 | (word[2] & 0xff) << 16;
      for (int fourth = 0; fourth < 256; fourth++) {
        boolean member = word.length == MIN_BYTES ? folded(fourth) : fourth == (word[3] & 0xff);
        if (member) {
          int slot = slot(three | fourth << 24);
          filter[slot >>> 6] |= 1L << slot;
          List<Anchor> list = lists.computeIfAbsent(slot, s -> new ArrayList<>());
          if (!list.contains(anchor)) {
            list.add(anchor);
          }
        }
      }
    }
    Arrays.fill(slots, NONE);
    lists.forEach(
        (slot, list) -> {
          slots[slot] = list.toArray(NONE);
          words[slot] = words(list);
        });
  }

  private static long[] words(List<Anchor> anchors) {
    long[] words = new long[2 * anchors.size()];
    for (int i = 0; i < anchors.size(); i++) {
      byte[] eight = Arrays.copyOf(anchors.get(i).lowerCase(), Long.BYTES);
      int length = Math.min(Long.BYTES, anchors.get(i).lowerCase().length);
      words[2 * i] = -1L >>> 8 * (Long.BYTES - length);
      words[2 * i + 1] = ((long) LONG.get(eight, 0) | SMALL) & words[2 * i];
    }
    return words;
  }

  private static boolean stands(long[] words, long eight) {
    for (int i = 0; i < words.length; i += 2) {
      if (((eight | SMALL) & words[i]) == words[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private static boolean folded(int b) {
    return (b | 0x20) == b;
  }

  private static int slot(int packed) {
    return ((packed | 0x20202020) * 0x9e3779b1) >>> 32 - SLOT_BITS;
  }

  /**
   * The first position in {@code [from, to)} where an anchor may stand, or {@code to}; eight bytes
   * must be readable from each position.
   */
  int next(byte[] text, int from, int to) {
    for (int at = candidate(text, from, to); at < to; at = candidate(text, at + 1, to)) {
      if (stands(words[slot((int) INT.get(text, at))], (long) LONG.get(text, at))) {
        return at;
      }
    }
    return to;
  }

  /** The inner loop, in a small method of its own: compiled together they are half as fast. */
  private int candidate(byte[] text, int from, int to) {
    long[] bits = filter;
    for (int at = from; at < to; at++) {
      int slot = slot((int) INT.get(text, at));
      if ((bits[slot >>> 6] >>> slot & 1) != 0) {
        return at;
      }
    }
    return to;
  }

  /** The anchors that may stand at {@code at}. */
  Anchor[] at(byte[] text, int at) {
    return slots[slot((int) INT.get(text, at))];
  }
}
