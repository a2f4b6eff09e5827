package dev.sealward.redaction;

/** Where confirmed values are marked, and how much more text the unconfirmed ones wait for. */
final class KnownMarks {
  private final Text text;
  private int floor;
  private int needed;

  KnownMarks(Text text) {
    this.text = text;
  }

  /** Begins anew; nothing before {@code floor} can be masked any more. */
  void begin(int newFloor) {
    floor = newFloor;
    needed = 0;
  }

  int floor() {
    return floor;
  }

  /** 0, or how long the text must have become. */
  int needed() {
    return needed;
  }

  void need(int length) {
    needed = Math.max(needed, length);
  }

  void mark(int start, int stop, Mask mask) {
    if (start < 0 || stop <= floor) {
      return;
    }
    if (!MaskText.overlaps(text.bytes, start, stop, text.end)) {
      place(start, stop, mask);
      return;
    }
    int forged = MaskText.forged(text.bytes, start, stop, text.end);
    if (forged >= 0) {
      place(forged, Math.max(stop, MaskText.end(text.bytes, forged, text.end)), mask);
    }
  }

  private void place(int start, int stop, Mask mask) {
    int first = Math.max(start, floor);
    if (Bytes.indexOf(text.bytes, first, stop, (byte) '\n') >= 0) {
      text.knownLines(first, stop, mask);
    } else {
      text.known(first, stop, mask);
    }
  }

  /** Base64 may be padded. */
  int pastPadding(int stop) {
    int at = stop;
    for (int i = 0; i < 2 && at < text.end && text.bytes[at] == '='; i++) {
      at++;
    }
    return at;
  }
}
