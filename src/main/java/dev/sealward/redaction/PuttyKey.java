package dev.sealward.redaction;

/**
 * The private part of a PuTTY key file: {@code Private-Lines: 14} and so many lines of base64. Each
 * line is masked on its own.
 */
final class PuttyKey {
  private static final byte[] NAME = Bytes.ascii("private-lines: ");
  private static final int MAX_LINES = 512;
  private static final int MAX_LINE = 128;

  private PuttyKey() {}

  static Anchors.Anchor anchor() {
    return new Anchors.Anchor(NAME, false, PuttyKey::look);
  }

  private static void look(Line line, int at) {
    int from = at + NAME.length;
    int stop = line.runEnd(ByteClass.DIGITS, from, 3);
    if (stop > from) {
      int lines = Integer.parseInt(Values.lower(line, from, stop));
      line.askBelow(stop, (next, start) -> lines(next, start, Math.min(lines, MAX_LINES)));
    }
  }

  private static void lines(Line line, int start, int left) {
    int stop = line.runEnd(ByteClass.BASE64, start, MAX_LINE);
    if (left > 0 && stop > start && line.endsAt(stop)) {
      line.mark(start, stop, Span.EXACT, "private_key", false);
      line.askBelow(stop, (next, below) -> lines(next, below, left - 1));
    }
  }
}
