package dev.sealward.redaction;

import java.util.Arrays;

/**
 * Needles of one segment that share a window at the same place of the same form: too many to try
 * each. What stands in the text is read once, and its hash says which of them it may be.
 */
final class Crowd {
  /** Fewer are tried one by one. */
  static final int FEWEST = 24;

  final int code;

  /** How many bytes of the form stand before the first of the consecutive windows. */
  final int at;

  /** Which of the consecutive windows it is. */
  final int window;

  /** The needle of most bytes, and the most it has after folding. */
  final int longest;

  final int longestFolded;

  /** Whether one of them holds a line break. */
  final boolean lines;

  /** All lengths there are, in order. */
  final int[] lengths;

  /** A needle's hash in the upper half, its number in the lower; in order. */
  private final long[] byQuick;

  Crowd(int code, int at, int window, int[] members, Needle[] needles) {
    this.code = code;
    this.at = at;
    this.window = window;
    this.byQuick = new long[members.length];
    int most = members[0];
    int folded = 0;
    boolean breaks = false;
    for (int i = 0; i < members.length; i++) {
      Needle needle = needles[members[i]];
      byQuick[i] = (long) needle.quick() << 32 | members[i];
      most = needle.length() > needles[most].length() ? members[i] : most;
      folded = Math.max(folded, needle.folded());
      breaks |= needle.has(Needle.LINES);
    }
    Arrays.sort(byQuick);
    this.longest = most;
    this.longestFolded = folded;
    this.lines = breaks;
    this.lengths =
        Arrays.stream(members)
            .map(member -> needles[member].length())
            .sorted()
            .distinct()
            .toArray();
  }

  /** Where in {@link #member} the first with this hash is; there may be none. */
  int first(int quick) {
    int found = Arrays.binarySearch(byQuick, (long) quick << 32);
    return found < 0 ? -1 - found : found;
  }

  /** The needle at {@code place} if it has this hash, or -1. */
  int member(int place, int quick) {
    return place < byQuick.length && (int) (byQuick[place] >>> 32) == quick
        ? (int) byQuick[place]
        : -1;
  }
}
