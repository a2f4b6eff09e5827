package dev.sealward.redaction;

/**
 * Folds the text around escapes, and before places where a window was found.
 *
 * <p>A line feed ends what is folded, unless it only wraps base64.
 */
final class FoldedText {
  /** What windows that hold an escape may reach on either side of it. */
  private static final int AROUND = Needle.REGION_BYTES + 1;

  /** What may stand before a window in its form. */
  private static final int BEFORE = Forms.MAX_WINDOW_AT + Needle.WINDOWS;

  /** How far in the source to go back for it. */
  private static final int MAX_BEFORE = Engine.KNOWN_LOOKBACK - 16;

  private static final int MAX_FOLD = 2048;
  private static final int LONGEST_ESCAPE = 12;

  private final Text text;
  private final Folding before = new Folding(null, 256);

  FoldedText(Text text) {
    this.text = text;
  }

  int heldBytes() {
    return before.heldBytes();
  }

  /**
   * Fills {@code view} with what is around the escape at {@code trigger} and those near it; returns
   * up to where the surroundings of every escape are in it.
   */
  int around(Folding view, int trigger) {
    view.clear();
    byte[] bytes = text.bytes;
    int from = from(trigger, AROUND);
    int most = Math.min(text.end, from + MAX_FOLD);
    int last = trigger;
    int at = from;
    while (at < most) {
      at = view.pushPlain(bytes, at, Math.min(most, at < last ? last : last + AROUND + 1));
      if (at == most || at > last + AROUND) {
        break;
      }
      byte b = bytes[at];
      if (b == '\n') {
        if (!isWrap(at)) {
          break;
        }
        last = at;
      } else if (b == '[') {
        int maskEnd = MaskText.end(bytes, at, text.end);
        if (maskEnd >= 0) {
          view.barrier(at);
          at = maskEnd;
          continue;
        }
      } else if (Escapes.isEscape(bytes, at, text.end)) {
        last = Math.max(last, at + (b == '\\' ? 1 : 2));
      }
      view.push(b, at, at + 1);
      at++;
    }
    text.work += at - from;
    boolean full = at == from + MAX_FOLD && at < text.end;
    return full ? Math.max(trigger + 1, at - AROUND) : at;
  }

  /**
   * Where in the source the folded byte stands that is {@code back} bytes before the one that comes
   * {@code later} bytes after the first from {@code at}; -1 when it cannot be told.
   */
  int start(int at, int later, int back) {
    fill(at);
    int found = before.length;
    while (found > 0 && before.starts[found - 1] >= at) {
      found--;
    }
    int start = found + later - back;
    return start >= 0 && found < before.length && start < before.length ? before.starts[start] : -1;
  }

  private void fill(int at) {
    before.clear();
    int from = from(at, BEFORE);
    int most = Math.min(text.end, at + LONGEST_ESCAPE);
    for (int i = from; i < most; i++) {
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
    text.work += most - from;
  }

  private int from(int at, int reach) {
    int from = at;
    int counted = 0;
    while (from > 0 && at - from < MAX_BEFORE && counted < reach) {
      byte b = text.bytes[from - 1];
      if (b == '\n' && !isWrap(from - 1)) {
        break;
      }
      counted += Bytes.isSpace(b) ? 0 : 1;
      from--;
    }
    return from;
  }

  private boolean isWrap(int at) {
    return Escapes.isFullLine(text.bytes, at) && Escapes.goesOn(text.bytes, at, text.end);
  }
}
