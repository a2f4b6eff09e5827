package dev.sealward.redaction;

import java.util.Set;

/**
 * Secrets that words speak of: {@code the password for ada is …}, {@code use … as the key}, {@code
 * token (copy it now): …}. From a name that says secret, words are passed over to the first thing
 * that is none; {@link MadeUp} says whether it is a secret.
 */
final class Speech {
  private static final int WORDS = 9;
  private static final int REACH = 112;
  private static final ByteClass THING = ByteClass.allBut("\"'`,;<>(){}[]|");
  private static final ByteClass LETTERS = ByteClass.of("_-.");

  /** Behind one of these stands what was spoken of. */
  private static final Set<String> LINKS =
      Bytes.words(
          "is was are be as to now = - => -> := | ist lautet war est es era on er är je to è é e"
              + " type enter using use try with send");

  /** Between a thing and the name of what it is. */
  private static final Set<String> BACK_LINKS = Bytes.words("as is was when = als ist como comme");

  /** Of which {@code key} is said that somebody has it, or that it opens something. */
  private static final Set<String> OWNED =
      Bytes.words("the my your our this his her their using with new a use");

  private Speech() {}

  static void look(Line line, Names.Word word, int nameStart, int nameEnd) {
    boolean weak = word.weight() == Names.Weight.WEAK;
    if (weak && !Names.isQualified(line, nameStart) && !isOwned(line, nameStart)) {
      return;
    }
    if (!ahead(line, word, nameEnd)) {
      back(line, word, nameStart);
    }
  }

  private static boolean isOwned(Line line, int nameStart) {
    int end = nameStart - 1;
    int start = wordStart(line, end);
    return start < end && OWNED.contains(Values.lower(line, start, end));
  }

  private static MadeUp.Degree degree(Names.Word word, boolean linked) {
    if (word.weight() != Names.Weight.PASSWORD) {
      boolean credential = linked && word.kind().equals("credential");
      return credential ? MadeUp.Degree.SAID : MadeUp.Degree.KEY;
    }
    return linked ? MadeUp.Degree.SAID : MadeUp.Degree.NEAR;
  }

  private static boolean ahead(Line line, Names.Word word, int nameEnd) {
    int at = line.runEnd(ByteClass.just("*_`:"), nameEnd, 3);
    boolean linked = at > nameEnd && hasColon(line, nameEnd, at);
    int first = line.skipBlanks(at, 32);
    if (line.byteAt(first) == '=' && line.byteAt(first + 1) != '>'
        || line.byteAt(first) == ':' && line.byteAt(first + 1) == '=') {
      return false; // has been looked at
    }
    at = pastParticle(line, at);
    linked |= at > nameEnd && line.byteAt(at - 1) < 0;
    for (int words = 0; words < WORDS && at - nameEnd < REACH; words++) {
      int next = line.skipBlanks(at, 32);
      if (next == at || line.endsAt(next)) {
        return false;
      }
      if (line.byteAt(next) == '|' && Bytes.isBlank(line.byteAt(next + 1))) {
        linked = true; // the next field of a table
        at = next + 1;
        continue;
      }
      int from = line.runEnd(ByteClass.just("(*"), next, 3);
      byte quote = line.byteAt(from);
      boolean quoted = Bytes.isQuote(quote);
      from = quoted ? from + 1 : from;
      int stop = line.runEnd(THING, from, 256);
      boolean closed = quoted && line.byteAt(stop) == quote;
      if (quoted && !closed || !quoted && isCode(line.byteAt(stop))) {
        return false;
      }
      int end = quoted ? stop : trimmed(line, from, stop);
      if (words == 0 && Names.isAbout(Values.lower(line, from, Math.min(end, from + 16)))) {
        return false;
      }
      boolean direct = words == 0 && word.weight() != Names.Weight.STRONG;
      if ((linked || direct || word.weight() == Names.Weight.PASSWORD)
          && isSecret(line, word, from, end, linked || quoted, closed)) {
        line.mark(from, end, Span.HEURISTIC, word.kind(), false);
        return true;
      }
      if (!quoted && !isWord(line, from, end)) {
        return false;
      }
      int past = quoted ? stop + 1 : stop;
      int closing = line.runEnd(ByteClass.just(")*:"), past, 4);
      byte last = line.byteAt(closing - 1);
      linked =
          last == ':'
              || !quoted && end - from <= 8 && LINKS.contains(Values.lower(line, from, end));
      if (line.byteAt(closing) == ',' && words > 0 || line.byteAt(closing) == ';') {
        return false;
      }
      at = line.byteAt(closing) == ',' ? closing + 1 : closing;
    }
    return false;
  }

  private static boolean hasColon(Line line, int from, int to) {
    return Bytes.indexOf(line.bytes(), from, to, (byte) ':') >= 0;
  }

  private static boolean isSecret(
      Line line, Names.Word word, int from, int end, boolean linked, boolean closed) {
    if (MadeUp.is(line, from, end, degree(word, linked)) && !isNamed(line, from, end)) {
      return true;
    }
    return closed
        && linked
        && word.weight() == Names.Weight.PASSWORD
        && end - from >= 5
        && Values.isLowerWord(line, from, end)
        && Bytes.isBlank(line.byteAt(from - 2))
        && line.byteAt(from - 3) == 's'
        && !Placeholders.isPlaceholder(line, from, end);
  }

  /** {@code name=value}: for the name to say. */
  private static boolean isNamed(Line line, int from, int end) {
    int equals = Bytes.indexOf(line.bytes(), from, Math.min(end, from + 32), (byte) '=');
    return equals > from + 1 && equals < end - 2 && Values.isWords(line, from, equals);
  }

  /** Particles of languages that write them without a blank. */
  private static int pastParticle(Line line, int at) {
    return line.byteAt(at) < 0 ? at + 3 : at;
  }

  private static boolean isCode(byte b) {
    return b != 0 && "(){}[]<>".indexOf(b) >= 0 && b != ')';
  }

  private static int trimmed(Line line, int from, int stop) {
    int end = stop;
    while (end > from && ".:*".indexOf(line.byteAt(end - 1)) >= 0 && stop - end < 3) {
      if (line.byteAt(end - 1) == '*' && line.byteAt(end) != '*') {
        break;
      }
      end--;
    }
    return end;
  }

  /**
   * A word, also one with letters of other alphabets; and a mail address, which is nobody's key.
   */
  private static boolean isWord(Line line, int from, int end) {
    if (end - from > 3 && line.byteAt(from) == '-' && line.byteAt(end - 1) == '-') {
      return false; // a rule in a table
    }
    if (end - from <= 2 && Values.isNumber(line, from, end)) {
      return true; // the first, the second
    }
    for (int at = from; at < end; at++) {
      byte b = line.byteAt(at);
      if (!Bytes.isLetter(b) && b >= 0 && "-_.'@/=>|:".indexOf(b) < 0) {
        return false;
      }
    }
    return end - from <= 32;
  }

  private static void back(Line line, Names.Word word, int nameStart) {
    int at = nameStart;
    for (int words = 0; words < 5 && nameStart - at < 64; words++) {
      if (line.byteAt(at - 1) != ' ') {
        return;
      }
      int end = at - 1;
      int start = wordStart(line, end);
      if (start == end || start == 0) {
        return;
      }
      if (BACK_LINKS.contains(Values.lower(line, start, end)) && line.byteAt(start - 1) == ' ') {
        thingBefore(line, word, start - 1);
        return;
      }
      at = start;
    }
  }

  private static void thingBefore(Line line, Names.Word word, int to) {
    int end = to;
    byte quote = line.byteAt(end - 1);
    end -= Bytes.isQuote(quote) ? 1 : 0;
    int from = end;
    while (end - from < 96 && THING.has(line.byteAt(from - 1)) && line.byteAt(from - 1) != 0x1a) {
      from--;
    }
    byte before = line.byteAt(from - 1);
    boolean whole = Bytes.isQuote(quote) ? before == quote : before == 0 || Bytes.isSpace(before);
    MadeUp.Degree degree =
        word.weight() == Names.Weight.PASSWORD ? MadeUp.Degree.SAID : MadeUp.Degree.KEY;
    if (whole && MadeUp.is(line, from, end, degree) && !isNamed(line, from, end)) {
      line.mark(from, end, Span.HEURISTIC, word.kind(), false);
    }
  }

  private static int wordStart(Line line, int end) {
    int start = end;
    while (end - start < 16 && LETTERS.has(line.byteAt(start - 1))) {
      start--;
    }
    return start;
  }
}
