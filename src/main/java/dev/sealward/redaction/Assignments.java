package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Values given to names that say secret: {@code NAME=value}, {@code name: value}, {@code "name":
 * "value"}, {@code --name value}, {@code ?name=value}, {@code <name>value</name>}, {@code
 * set("name", "value")}.
 */
final class Assignments {
  private static final ByteClass NAME = ByteClass.of("_-.$");
  private static final ByteClass REST = ByteClass.of("_-");
  private static final ByteClass TYPE = ByteClass.of("_*?");
  private static final ByteClass BARE = ByteClass.allBut("\"'`,;<>(){}[]|&");
  private static final ByteClass WHOLE = ByteClass.allBut("");
  private static final ByteClass QUERY = ByteClass.allBut("\"'`&;#<>\\)");
  private static final ByteClass ELEMENT = ByteClass.allBut("<");
  private static final byte[] VALUE = Bytes.ascii("value");

  /** What stands between name and value. */
  private enum Joint {
    NONE,
    EQUALS,
    COLON,
    COMPARES,
    COMMA,
    ELEMENT,
    OPTION,
    SPACE
  }

  private Assignments() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    for (Names.Word word : Names.WORDS) {
      byte[] bytes = word.text().getBytes(StandardCharsets.UTF_8);
      anchors.add(
          new Anchors.Anchor(bytes, true, (line, at) -> look(line, at, bytes.length, word)));
    }
    return anchors;
  }

  private static void look(Line line, int at, int length, Names.Word word) {
    int wordEnd = at + length;
    int nameEnd = line.runEnd(REST, wordEnd, 48);
    if (Names.isAbout(line, wordEnd, nameEnd)) {
      return;
    }
    int nameStart = at;
    while (at - nameStart < 64 && NAME.has(line.byteAt(nameStart - 1))) {
      nameStart--;
    }
    boolean weak = word.weight() == Names.Weight.WEAK;
    if ((weak || word.text().equals("pass") || word.text().equals("pwd"))
        && Names.isOrdinary(line, nameStart, at)
        && !(nameStart == at && !weak)) {
      return;
    }
    byte before = line.byteAt(nameStart - 1);
    boolean query = before == '?' || before == '&' || before == ';';
    boolean option = line.byteAt(nameStart) == '-' && line.byteAt(nameStart + 1) == '-';
    int closed = nameEnd;
    while (closed - nameEnd < 4
        && (Bytes.isQuote(line.byteAt(closed))
            || line.byteAt(closed) == '\\'
            || line.byteAt(closed) == ']')) {
      closed++;
    }
    new Reading(line, word, nameStart, query, option).read(nameEnd, closed);
  }

  /** One name and what follows it. */
  private record Reading(Line line, Names.Word word, int nameStart, boolean query, boolean option) {

    void read(int nameEnd, int closed) {
      int at = line.skipBlanks(closed, 16);
      int typed = pastType(at);
      Joint joint = joint(at, closed > nameEnd);
      if (joint == Joint.NONE && typed > at && joint(typed, false) != Joint.NONE) {
        joint = joint(typed, false);
        at = typed;
      }
      if (joint == Joint.NONE) {
        if (at == closed || closed > nameEnd && !isValueAttribute(at)) {
          return;
        }
        if (isValueAttribute(at)) {
          at = line.skipBlanks(at + VALUE.length, 4);
          joint = Joint.EQUALS;
        } else {
          joint = option ? Joint.OPTION : Joint.SPACE;
          value(at, joint, at > closed);
          return;
        }
      }
      int after = pastJoint(at);
      int again = line.skipBlanks(after, 16);
      // Go, Rust, TypeScript: name: Type = value
      if (joint == Joint.COLON && pastType(again) > again && line.byteAt(pastType(again)) == '=') {
        again = line.skipBlanks(pastType(again) + 1, 16);
      }
      value(again, joint, after != again || at > closed);
    }

    private boolean isValueAttribute(int at) {
      return line.startsWithIgnoreCase(at, VALUE)
          && line.byteAt(line.skipBlanks(at + VALUE.length, 4)) == '=';
    }

    private int pastType(int at) {
      int end = line.runEnd(TYPE, at, 32);
      return end == at ? at : line.skipBlanks(end, 4);
    }

    private Joint joint(int at, boolean closed) {
      byte b = line.byteAt(at);
      byte next = line.byteAt(at + 1);
      if (b == '=' || b == '!') {
        return next == '=' ? Joint.COMPARES : b == '=' ? Joint.EQUALS : Joint.NONE;
      }
      if (b == ':') {
        return next == '=' || next == ':' ? Joint.EQUALS : Joint.COLON;
      }
      if ((b == '?' || b == '.' || b == '+' || b == '|' || b == '-')
          && (next == '=' || next == '>' || next == '|' || next == ':')) {
        return Joint.EQUALS;
      }
      if (b == '%' && next == '3') {
        return Joint.EQUALS;
      }
      if (b == ',' && closed) {
        return Joint.COMMA;
      }
      return b == '>' ? Joint.ELEMENT : Joint.NONE;
    }

    private int pastJoint(int at) {
      if (line.byteAt(at) == '%') {
        return at + 3;
      }
      int end = at;
      while (end - at < 4 && "=:>!?.+|-,".indexOf(line.byteAt(end)) >= 0 && line.byteAt(end) != 0) {
        end++;
        if (line.byteAt(end - 1) == '>' || line.byteAt(end - 1) == ',') {
          break;
        }
      }
      return end;
    }

    private void value(int at, Joint joint, boolean spaced) {
      int from = at;
      // Lists, calls and byte or raw strings before the quote.
      while (from - at < 3
          && "[({@bBrRuUfF$".indexOf(line.byteAt(from)) >= 0
          && line.byteAt(from) != 0) {
        from++;
      }
      if (!Bytes.isQuote(line.byteAt(from)) && line.byteAt(from) != '\\') {
        from = at;
      }
      boolean escapedQuote = line.byteAt(from) == '\\' && Bytes.isQuote(line.byteAt(from + 1));
      if (escapedQuote || Bytes.isQuote(line.byteAt(from))) {
        quoted(escapedQuote ? from + 2 : from + 1, escapedQuote, joint);
      } else if (joint != Joint.COMPARES && joint != Joint.COMMA) {
        bare(at, joint, spaced);
      }
    }

    private void quoted(int from, boolean escapedQuote, Joint joint) {
      byte quote = line.byteAt(from - 1);
      int most = from + Line.MAX_VALUE;
      int stop = from;
      while (stop < most && !line.endsAt(stop) && line.byteAt(stop) != quote) {
        boolean escapes = line.byteAt(stop) == '\\' && !escapedQuote && !line.endsAt(stop + 1);
        stop += escapes ? 2 : 1;
      }
      stop = Math.min(stop, most);
      if (escapedQuote && stop < most && line.byteAt(stop - 1) == '\\') {
        stop--;
      }
      if (isSecret(from, stop, joint, true, false)) {
        if (stop == from + Line.MAX_VALUE) {
          line.markRun(from, ByteClass.allBut("\"'`\\"), Span.HEURISTIC, word.kind());
        }
        line.mark(from, stop, Span.HEURISTIC, word.kind(), true);
      }
    }

    private void bare(int from, Joint joint, boolean spaced) {
      ByteClass members = members(joint, spaced);
      int stop = line.runEnd(members, from, 512);
      boolean longer = stop == from + 512;
      int cut = stop;
      if (!longer && members != WHOLE && (stop - from > 1 && line.byteAt(stop - 1) == '.')) {
        cut--;
      }
      if (!isSecret(from, cut, joint, false, spaced)) {
        return;
      }
      if (longer) {
        line.markRun(from, members, Span.HEURISTIC, word.kind());
      } else {
        line.mark(from, cut, Span.HEURISTIC, word.kind(), false);
      }
    }

    private ByteClass members(Joint joint, boolean spaced) {
      if (joint == Joint.ELEMENT) {
        return ELEMENT;
      }
      if (query) {
        return QUERY;
      }
      boolean lineStart = isLineStart();
      return joint == Joint.EQUALS && !spaced && lineStart ? WHOLE : BARE;
    }

    /** At the start of a line, or behind {@code export}: the way of environment files. */
    private boolean isLineStart() {
      int at = nameStart;
      while (nameStart - at < 32 && (Bytes.isBlank(line.byteAt(at - 1)))) {
        at--;
      }
      byte before = line.byteAt(at - 1);
      return before == 0
          || Bytes.isLineBreak(before)
          || (before == 't' && line.startsWith(at - 6, Bytes.ascii("export")))
          || (before == 'V' && line.startsWith(at - 3, Bytes.ascii("ENV")));
    }

    private boolean isSecret(int from, int to, Joint joint, boolean quoted, boolean spaced) {
      if (to - from < 3 || Values.isPlaceholder(line, from, to) || Values.isPath(line, from, to)) {
        return false;
      }
      if (joint == Joint.COMMA && Values.isWords(line, from, to)) {
        return false; // a list of names
      }
      if (joint == Joint.SPACE || joint == Joint.COMMA && word.weight() == Names.Weight.WEAK) {
        int fewest = word.weight() == Names.Weight.PASSWORD ? 8 : 16;
        return Values.looksRandom(line, from, to, fewest) && !Values.isUuid(line, from, to);
      }
      return switch (word.weight()) {
        case WEAK -> to - from >= 16 && Values.looksRandom(line, from, to, 16);
        case STRONG -> isStrong(from, to, joint, quoted, spaced);
        case PASSWORD -> isPassword(from, to, joint, quoted, spaced);
      };
    }

    private boolean isStrong(int from, int to, Joint joint, boolean quoted, boolean spaced) {
      if (to - from < 6 || Values.isNumber(line, from, to) && to - from < 8) {
        return false;
      }
      if (Values.isWords(line, from, to)) {
        // A word, a member, a translation key; a long mixed run of letters is none of them.
        return quoted
                && to - from >= 16
                && isOneWord(from, to)
                && Compiler.different(line.bytes(), from, to) >= 10
            || (quoted || !spaced)
                && joint == Joint.EQUALS
                && isLineStart()
                && !query
                && to - from >= 8
                && !isCode(to);
      }
      if (!quoted && isCode(to)) {
        return false;
      }
      return quoted
          ? !hasBlank(from, to) || Values.looksRandom(line, from, to, 16)
          : Values.looksRandom(line, from, to, 6)
              || to - from >= 16 && !Values.isWords(line, from, to) && joint != Joint.SPACE;
    }

    private boolean isPassword(int from, int to, Joint joint, boolean quoted, boolean spaced) {
      if (quoted) {
        return to - from >= 4;
      }
      if (isCode(to) || to - from < 4) {
        return false;
      }
      if (!Values.isWords(line, from, to)) {
        return true;
      }
      // One word: a password in a settings file, or prose and code.
      boolean alone = line.endsAt(line.skipBlanks(to, 64));
      boolean member = Bytes.indexOf(line.bytes(), from, to, (byte) '.') >= 0;
      return query
          || joint == Joint.OPTION
          || joint == Joint.ELEMENT
          || !member && (alone && isLineStart() || !spaced && joint == Joint.EQUALS);
    }

    private boolean isOneWord(int from, int to) {
      return ByteClass.ALPHANUMERIC.runEnd(line.bytes(), from, to) == to;
    }

    private boolean hasBlank(int from, int to) {
      return Bytes.indexOf(line.bytes(), from, Math.min(to, from + 128), (byte) ' ') >= 0;
    }

    /** A call or an index follows. */
    private boolean isCode(int to) {
      byte next = line.byteAt(to);
      return next == '(' || next == '[' || next == '{';
    }
  }
}
