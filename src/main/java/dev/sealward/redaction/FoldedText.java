package dev.sealward.redaction;

import java.util.function.IntConsumer;

/**
 * Folds the text around escapes, and before places where a window was found.
 *
 * <p>A line feed ends what is folded, unless it only wraps an encoding.
 */
final class FoldedText {
  /** What windows with an escape among them, or next to them, may reach before it. */
  private static final int AROUND = Needle.REGION_BYTES + Folding.NEAR + 1;

  /** Longest escape that escapes nothing else. */
  private static final int LONGEST_ESCAPE = 12;

  /** What one byte takes in a list: {@code 0x41} and a comma. */
  private static final int OCTET = 5;

  /** Folded bytes that are wanted after the beginning of an escape. */
  private static final int AFTER = Needle.REGION_BYTES + LONGEST_ESCAPE;

  /** How far in the source to go back for what stands before a window in its form. */
  private static final int MAX_BEFORE = Engine.KNOWN_LOOKBACK - 16;

  private static final int MAX_FOLD = 2048;

  /** Where a value may begin that counts back to one place: the escape there may hide it. */
  private static final int MAX_STARTS = 12;

  private final Text text;
  private final Folding before = new Folding(null, 256);

  /** What {@link #before} was filled for, while the text stays the same. */
  private long filledFor = -1;

  private long filledUntil = -1;
  private long filledBase = -1;
  private boolean filledEncoded;
  private int filledFrom;

  private boolean cutShort;

  private final int[] found = new int[2 * MAX_STARTS + 1];

  FoldedText(Text text) {
    this.text = text;
  }

  int heldBytes() {
    return before.heldBytes();
  }

  /**
   * Fills {@code view} with what is around the escape at {@code trigger} and those near it; returns
   * up to where the surroundings of every escape are in it. What stands at {@code decided} and
   * after is not looked at across the end of a line: there may be more of it. {@code encoded} says
   * that {@code 0x41} is no escape.
   */
  int around(Folding view, int trigger, int decided, boolean encoded) {
    view.clear();
    if (encoded) {
      view.keepOctets();
    }
    cutShort = false;
    byte[] bytes = text.bytes;
    boolean inList = bytes[trigger] == '\n' && Escapes.endsOctets(bytes, trigger);
    int from = from(trigger, inList ? AROUND * OCTET : AROUND);
    int most = Math.min(text.end, from + MAX_FOLD);
    int wanted = AROUND + AFTER;
    int at = from;
    while (at < most && view.length < wanted) {
      at = view.pushPlain(bytes, at, Math.min(most, at + wanted - view.length));
      if (at == most || view.length >= wanted) {
        break;
      }
      byte b = bytes[at];
      int past = view.pushSimple(bytes, at, most);
      if (past > at) {
        at = past;
        wanted = view.length + AROUND;
        continue;
      }
      if (b == '\n') {
        if (at + 1 >= decided) {
          cutShort = !text.atEnd && Escapes.mayWrap(bytes, at);
          break;
        }
        if (!isWrap(at)) {
          break;
        }
        wanted = view.length + AFTER;
      } else if (b == '[') {
        int maskEnd = MaskText.end(bytes, at, text.end);
        if (maskEnd >= 0) {
          view.barrier(at);
          at = maskEnd;
          continue;
        }
      } else if (Escapes.isEscape(bytes, at, text.end)) {
        wanted = view.length + AFTER;
      }
      int length = view.length;
      view.push(b, at, at + 1);
      at++;
      if (view.length <= length && !Bytes.isSpace(b)) {
        // An escape ends here, and may yet be part of an outer one.
        wanted = view.isQuiet() ? view.length + AROUND : Math.max(wanted, view.length + AFTER);
      }
    }
    text.work += at - from;
    return at >= from + MAX_FOLD && at < text.end ? seam(view, trigger, at) : at;
  }

  /** Whether {@link #around} came to the end of a line that it may have to look across later. */
  boolean isCutShort() {
    return cutShort;
  }

  /**
   * Fills {@code view} with what is around the line feed {@code trigger}, which ends the first line
   * of a value that may be printed with other white space; whether there is enough of it.
   */
  boolean acrossLines(Folding view, int trigger) {
    view.clear();
    view.onlyAcross(trigger);
    byte[] bytes = text.bytes;
    int at = from(trigger, AROUND);
    int from = at;
    int most = Math.min(text.end, trigger + KnownMatcher.MAX_WHITE + AFTER);
    for (; at < trigger; at++) {
      view.push(bytes[at], at, at + 1);
    }
    int before = view.length;
    while (at < most
        && (view.length < before + Needle.REGION_BYTES || !view.isQuiet())
        && view.length < before + AFTER) {
      if (bytes[at] == '[' && MaskText.end(bytes, at, text.end) >= 0) {
        break;
      }
      view.push(bytes[at], at, at + 1);
      at++;
    }
    text.work += at - from;
    return at < text.end || text.atEnd;
  }

  /** Where the next view must go on, so that no window is cut in two between them. */
  private static int seam(Folding view, int trigger, int at) {
    int overlap = AFTER + LONGEST_ESCAPE;
    int whole = view.length > overlap ? view.starts[view.length - overlap] : 0;
    return Math.max(Math.max(trigger + 1, at - MAX_FOLD / 2), whole);
  }

  /**
   * Where in the source a value may begin whose folded byte {@code back} is the one that comes
   * {@code later} bytes after the first from {@code at}: for each, {@code each} is called. What
   * stands before the value may make an escape with its first bytes, so there may be several. None
   * is before the line, or the lines that only wrap an encoding: those may be gone.
   */
  void starts(int at, int later, int back, IntConsumer each) {
    starts(at, later, back, each, false);
  }

  /** The same of an encoding, where {@code 0x41} is no escape. */
  void startsEncoded(int at, int later, int back, IntConsumer each) {
    starts(at, later, back, each, true);
  }

  private void starts(int at, int later, int back, IntConsumer each, boolean encoded) {
    fill(at, encoded);
    int count = 0;
    if (at - back >= filledFrom) {
      found[count++] = at - back;
    }
    int first = before.length;
    while (first > 0 && before.starts[first - 1] >= at) {
      first--;
    }
    int start = first + later - back;
    if (start >= 0 && start < before.length) {
      int from = before.starts[start];
      int to = start + 1 < before.length ? before.starts[start + 1] : from + 1;
      for (int i = from; i < Math.max(from + 1, Math.min(to, from + MAX_STARTS)); i++) {
        count = add(i, count);
      }
    }
    // Where the bytes that are left of it count back to, when none of those before is escaped.
    int last = Math.min(start + MAX_STARTS, Math.min(before.length, first + 1));
    for (int next = Math.max(start + 1, 0); next < last; next++) {
      count = add(before.starts[next] - (next - start), count);
    }
    for (int i = 0; i < count; i++) {
      each.accept(found[i]);
    }
  }

  private int add(int start, int count) {
    if (start < filledFrom || isFound(start, count)) {
      return count;
    }
    found[count] = start;
    return count + 1;
  }

  private boolean isFound(int start, int count) {
    for (int i = 0; i < count; i++) {
      if (found[i] == start) {
        return true;
      }
    }
    return false;
  }

  private void fill(int at, boolean encoded) {
    if (filledFor == text.base + at
        && filledEncoded == encoded
        && filledUntil == text.base + text.end
        && filledBase == text.base) {
      return;
    }
    filledFor = text.base + at;
    filledEncoded = encoded;
    filledUntil = text.base + text.end;
    filledBase = text.base;
    before.clear();
    if (encoded) {
      before.keepOctets();
    }
    filledFrom = from(at, MAX_BEFORE);
    int most = Math.min(text.end, at + LONGEST_ESCAPE);
    for (int i = filledFrom; i < most; i++) {
      byte b = text.bytes[i];
      if (b == '\n' && i >= at) {
        break;
      }
      int maskEnd = b == '[' ? MaskText.end(text.bytes, i, text.end) : -1;
      if (maskEnd >= 0) {
        before.barrier(i);
        i = maskEnd - 1;
      } else {
        before.push(b, i, i + 1);
      }
    }
    text.work += most - filledFrom;
  }

  private int from(int at, int reach) {
    byte[] bytes = text.bytes;
    int least = Math.max(0, at - MAX_BEFORE);
    int from = at;
    for (int left = reach; from > least && left > 0; from--) {
      byte b = bytes[from - 1];
      if (b == '\n' && !isWrap(from - 1)) {
        break;
      }
      left -= Folding.folded(b);
    }
    return from;
  }

  private boolean isWrap(int at) {
    return Escapes.isWrap(text.bytes, at, text.end);
  }
}
