package dev.sealward.guard;

import dev.sealward.guard.LogMasking.Shown;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What threads wrote last to one place of the log, as long as a secret may go on behind it: a
 * private key that is logged line by line is masked like one that is logged whole (ST-SEC-004).
 *
 * <p>Guarantees: nothing waits; the line a key begins with is masked at once, and of what follows
 * on the same thread, to the key's end, what belongs to it. Holds texts of {@link #MAX_THREADS}
 * threads, the last {@link #MAX_CHARS} characters of each, as long as they are open. Thread-safe.
 *
 * <p>Does not protect against a key whose lines different threads log.
 */
final class OpenLines {
  private static final int MAX_THREADS = 128;

  /** The engine looks for the end of a key 64 KiB far. */
  private static final int MAX_CHARS = 128 * 1024;

  private final LogMasking masking;
  private final Map<Long, String> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > MAX_THREADS;
        }
      };

  OpenLines(LogMasking masking) {
    this.masking = masking;
  }

  /**
   * What may be seen of a text: all of it where no secret goes on from the one before to this, or
   * from this to the next. It is masked no further than that.
   */
  String next(long thread, String text) {
    String before = take(thread);
    int end = lineEnd(text);
    Shown shown = masking.maskAfter(before, text.substring(0, end));
    if (shown.isOpen()) {
      keep(
          thread,
          before.isEmpty() ? text.substring(0, end) : before + "\n" + text.substring(0, end));
    } else if (before.isEmpty()) {
      return text;
    }
    return shown.text() + text.substring(end);
  }

  private synchronized String take(long thread) {
    String before = open.remove(thread);
    return before == null ? "" : before;
  }

  private synchronized void keep(long thread, String text) {
    open.put(thread, text.substring(Math.max(0, text.length() - MAX_CHARS)));
  }

  /** Where the last line break of a text is, or its end. */
  private static int lineEnd(String text) {
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end -= end > 1 && text.charAt(end - 2) == '\r' ? 2 : 1;
    }
    return end;
  }
}
