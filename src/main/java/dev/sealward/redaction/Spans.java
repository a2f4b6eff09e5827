package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans found, in the order the output meets them: none inside another that begins before it,
 * so that ends grow as starts do.
 */
final class Spans {
  private final List<Span> pending = new ArrayList<>();
  private int head;
  private @Nullable Span taken;

  /** The last line break in the spans that share a mask with {@link #taken}, or 0. */
  private byte takenBreak;

  void add(Span span) {
    int at = pending.size();
    while (at > head && span.before(pending.get(at - 1))) {
      at--;
    }
    // One inside the span it follows changes nothing: that one names the mask and covers it.
    if (at > head && pending.get(at - 1).end() >= span.end()) {
      return;
    }
    int covered = at;
    while (covered < pending.size() && pending.get(covered).end() <= span.end()) {
      covered++;
    }
    pending.subList(at, covered).clear();
    pending.add(at, span);
  }

  /** The end of the last span that starts before {@code offset}, or -1. */
  long endBefore(long offset) {
    int last = lastBefore(offset);
    long end = last < head ? -1 : pending.get(last).end();
    return taken == null ? end : Math.max(end, taken.end());
  }

  /** A known value that begins after {@code start} and before {@code end}, and reaches it. */
  @Nullable Span knownUpTo(long start, long end) {
    for (int at = pending.size() - 1; at >= head && pending.get(at).start() > start; at--) {
      Span span = pending.get(at);
      if (span.rank() == Span.KNOWN && span.start() < end && span.end() >= end) {
        return span;
      }
    }
    return null;
  }

  /**
   * What the output has right before {@code endBefore(offset)}: a line break out of the masked
   * stretch, or 0 for the mask itself.
   */
  byte lineBreakBefore(long offset) {
    for (int at = lastBefore(offset); at >= head; at--) {
      Span span = pending.get(at);
      if (span.lineBreak() != 0) {
        return span.lineBreak();
      }
      Span before = at > head ? pending.get(at - 1) : taken;
      if (before == null || !span.joins(before)) {
        return 0;
      }
    }
    return takenBreak;
  }

  private int lastBefore(long offset) {
    int low = head;
    int high = pending.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pending.get(middle).start() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Whether the span taken last shares its mask with the one taken before. */
  record Taken(Span span, boolean joined) {}

  /** The next span that starts before {@code offset}, or null. */
  @Nullable Taken takeBefore(long offset) {
    if (head == pending.size()) {
      pending.clear();
      head = 0;
      return null;
    }
    if (pending.get(head).start() >= offset) {
      return null;
    }
    Span next = pending.get(head++);
    if (head > 64 && head * 2 > pending.size()) {
      pending.subList(0, head).clear();
      head = 0;
    }
    Span last = taken;
    boolean joined = last != null && next.joins(last);
    byte inherited = joined ? takenBreak : 0;
    takenBreak = next.lineBreak() != 0 ? next.lineBreak() : inherited;
    if (last == null || next.end() > last.end()) {
      taken = next;
    }
    return new Taken(next, joined);
  }
}
