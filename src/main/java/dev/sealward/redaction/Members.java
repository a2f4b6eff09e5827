package dev.sealward.redaction;

import java.util.List;

/**
 * Values that stand apart from their names, in structures that give each a place: {@code {"name":
 * "PASSWORD", "value": "…"}}, {@code name: PASSWORD} above {@code value: …}, {@code <key>} beside
 * {@code <string>}, {@code variable "password" { default = "…" }}.
 */
final class Members {
  private static final ByteClass CLOSING = ByteClass.just("\"'`<>/}{,;:- \t");
  private static final ByteClass QUOTED = ByteClass.allBut("\"'`<");
  private static final ByteClass ALONE = ByteClass.allBut("\"'`<>,;{}");
  private static final List<byte[]> VALUES =
      List.of(
          Bytes.ascii("value"),
          Bytes.ascii("parametervalue"),
          Bytes.ascii("param-value"),
          Bytes.ascii("string"),
          Bytes.ascii("content"),
          Bytes.ascii("android:value"),
          Bytes.ascii("default"));

  private Members() {}

  /** Looks behind a name that ends at {@code nameEnd} and has no value right beside it. */
  static void look(Line line, Names.Word word, int nameEnd) {
    int at = pastTags(line, nameEnd);
    if (line.endsAt(at) && !line.isAskedBelow()) {
      line.askBelow(at, (next, start) -> value(next, next.skipBlanks(start, 64), word));
    } else if (at > nameEnd) {
      value(line, at, word);
    }
  }

  /** Past quotes, brackets and closing tags. */
  private static int pastTags(Line line, int from) {
    int at = from;
    for (int tags = 0; tags < 3; tags++) {
      at = line.runEnd(CLOSING, at, 16);
      at = line.skipBlanks(at, 32);
      int close = line.byteAt(at - 1) == '/' ? line.runEnd(ByteClass.DOTTED, at, 24) : at;
      if (line.byteAt(close) != '>') {
        return at;
      }
      at = close;
    }
    return at;
  }

  private static void value(Line line, int start, Names.Word word) {
    int at = line.runEnd(ByteClass.just("<\"'"), start, 2);
    for (byte[] name : VALUES) {
      if (line.startsWithIgnoreCase(at, name)
          && !Bytes.isAlphanumeric(line.byteAt(at + name.length))) {
        given(line, at + name.length, word);
        return;
      }
    }
  }

  private static void given(Line line, int nameEnd, Names.Word word) {
    boolean element = line.byteAt(nameEnd) == '>';
    int joint = line.runEnd(ByteClass.just("\"' \t"), nameEnd, 4);
    byte b = line.byteAt(joint);
    if (!element && b != ':' && b != '=') {
      return;
    }
    int at = element ? nameEnd + 1 : line.skipBlanks(joint + 1, 8);
    byte quote = line.byteAt(at);
    boolean quoted = !element && Bytes.isQuote(quote);
    int from = quoted ? at + 1 : at;
    int stop = line.runEnd(quoted || element ? QUOTED : ALONE, from, 512);
    boolean closed =
        quoted
            ? line.byteAt(stop) == quote
            : element ? line.byteAt(stop) == '<' : line.endsAt(stop) || b != 0;
    MadeUp.Degree degree =
        word.weight() == Names.Weight.PASSWORD ? MadeUp.Degree.SAID : MadeUp.Degree.KEY;
    if (closed && MadeUp.is(line, from, stop, degree)) {
      line.mark(from, stop, Span.HEURISTIC, word.kind(), true);
    }
  }
}
