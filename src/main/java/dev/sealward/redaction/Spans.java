package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/** The spans found and not yet written, in the order the output meets them. */
final class Spans {
  private final List<Span> pending = new ArrayList<>();
  private int head;

  void add(Span span) {
    int at = pending.size();
    while (at > head && span.before(pending.get(at - 1))) {
      at--;
    }
    // One inside the span it follows changes nothing: that one names the mask and covers it.
    if (at > head && pending.get(at - 1).end() >= span.end()) {
      return;
    }
    pending.add(at, span);
  }

  /** The next span that starts before {@code offset}, or null. */
  @org.jspecify.annotations.Nullable
  Span takeBefore(long offset) {
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
    return next;
  }
}
