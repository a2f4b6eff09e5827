package dev.sealward.redaction;

import java.util.Set;

/** One name and what follows it. */
record Assignment(
    Claim claim, Line line, Names.Word word, int nameStart, boolean query, boolean option) {
  private static final ByteClass NAME = ByteClass.of("_-.$");
  private static final ByteClass TYPE = ByteClass.of("_*?&");
  private static final ByteClass BARE = ByteClass.allBut("\"'`,;<>(){}[]|&");
  private static final ByteClass QUERY = ByteClass.allBut("\"'`&;#<>\\)");
  private static final ByteClass CONNECTION = ByteClass.allBut("\"'`;<>\\)");
  private static final ByteClass WHOLE = ByteClass.allBut("");
  private static final ByteClass ELEMENT = ByteClass.allBut("<");
  private static final Set<String> FILLERS = Bytes.words("code id value is was to");
  private static final byte[] VALUE = Bytes.ascii("value");
  private static final byte[] IS = Bytes.ascii("is ");

  void read(int nameEnd, int closed) {
    int at = line.skipBlanks(closed, 16);
    int typed = pastType(at);
    Claim.Joint joint = joint(at, closed > nameEnd);
    if (joint == Claim.Joint.NONE
        && typed > at
        && closed == nameEnd
        && joint(typed, false) != Claim.Joint.NONE
        && line.byteAt(typed) != ':'
        && isApart(typed)
        && !claim.isIssued(at, line.runEnd(TYPE, at, 32))) {
      joint = joint(typed, false);
      at = typed;
    }
    if (joint == Claim.Joint.NONE) {
      if (at == closed || closed > nameEnd && !isValueAttribute(at)) {
        return;
      }
      if (isValueAttribute(at)) {
        at = line.skipBlanks(at + VALUE.length, 4);
        joint = Claim.Joint.EQUALS;
      } else {
        joint = option ? Claim.Joint.OPTION : Claim.Joint.SPACE;
        boolean said = word.weight() == Names.Weight.PASSWORD && line.startsWith(at, IS);
        int behind = pastFiller(at);
        if (behind > at && isSaid(behind)) {
          bare(behind, joint, true);
          return;
        }
        int quote = said ? line.skipBlanks(at + IS.length, 4) : at;
        value(said && Bytes.isQuote(line.byteAt(quote)) ? quote : at, joint, at > closed);
        return;
      }
    }
    int after = pastJoint(at);
    int again = line.skipBlanks(after, 16);
    // Go, Rust, TypeScript: name: Type = value
    if (joint == Claim.Joint.COLON
        && pastType(again) > again
        && line.byteAt(pastType(again)) == '='
        && isApart(pastType(again))) {
      again = line.skipBlanks(pastType(again) + 1, 16);
    }
    if (joint == Claim.Joint.ELEMENT) {
      line.askBelow(again, (next, start) -> Assignments.below(next, start, word, false));
    } else if (word.weight() != Names.Weight.WEAK && joint == Claim.Joint.COLON) {
      line.askBelow(again, (next, start) -> Assignments.below(next, start, word, true));
    }
    value(again, joint, after != again || at > closed);
  }

  /** Whether what follows the words of a sentence looks like what they speak of. */
  private boolean isSaid(int from) {
    int stop = line.runEnd(BARE, from, 256);
    return claim.isIssued(from, stop)
        || word.weight() == Names.Weight.PASSWORD && Issued.looksRandom(line, from, stop, 8);
  }

  /** Past a word that belongs to the name: {@code access code …}, {@code secret key …}. */
  private int pastFiller(int at) {
    int end = line.runEnd(ByteClass.ALPHANUMERIC, at, 8);
    boolean filler = end > at && FILLERS.contains(Values.lower(line, at, end));
    return filler && Bytes.isBlank(line.byteAt(end)) ? line.skipBlanks(end, 4) : at;
  }

  private boolean isValueAttribute(int at) {
    return line.startsWithIgnoreCase(at, VALUE)
        && line.byteAt(line.skipBlanks(at + VALUE.length, 4)) == '=';
  }

  private int pastType(int at) {
    int end = line.runEnd(TYPE, at, 32);
    return end == at ? at : line.skipBlanks(end, 4);
  }

  /** A value may hold an equals sign; behind a type stands a space, or a quote comes next. */
  private boolean isApart(int equals) {
    return Bytes.isBlank(line.byteAt(equals - 1))
        || Bytes.isQuote(line.byteAt(line.skipBlanks(pastJoint(equals), 4)));
  }

  private Claim.Joint joint(int at, boolean closed) {
    byte b = line.byteAt(at);
    byte next = line.byteAt(at + 1);
    if (b == '=' || b == '!') {
      return next == '=' ? Claim.Joint.COMPARES : b == '=' ? Claim.Joint.EQUALS : Claim.Joint.NONE;
    }
    if (b == ':') {
      if (next == '/' && line.byteAt(at + 2) == '/') {
        return Claim.Joint.NONE; // the scheme of a URL
      }
      return next == '=' || next == ':' ? Claim.Joint.EQUALS : Claim.Joint.COLON;
    }
    if ((b == '?' || b == '.' || b == '+' || b == '|' || b == '-')
        && (next == '=' || next == '>' || next == '|' || next == ':')) {
      return Claim.Joint.EQUALS;
    }
    if (b == (byte) 0xef && next == (byte) 0xbc && line.byteAt(at + 2) == (byte) 0x9a) {
      return Claim.Joint.COLON; // of full width
    }
    if (b == '<' && next == '-' && Bytes.isBlank(line.byteAt(at + 2))) {
      return Claim.Joint.EQUALS; // R
    }
    if (b == '%' && next == '3') {
      return Claim.Joint.EQUALS;
    }
    if (b == ',' && closed) {
      return Claim.Joint.COMMA;
    }
    return b == '>' ? Claim.Joint.ELEMENT : Claim.Joint.NONE;
  }

  private int pastJoint(int at) {
    if (line.byteAt(at) == '%' || line.byteAt(at) == (byte) 0xef) {
      return at + 3;
    }
    if (line.byteAt(at) == '<') {
      return at + 2;
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

  private void value(int at, Claim.Joint joint, boolean spaced) {
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
    if (!escapedQuote && endsText(line.byteAt(from))) {
      return;
    }
    if (escapedQuote || Bytes.isQuote(line.byteAt(from))) {
      quoted(escapedQuote ? from + 2 : from + 1, escapedQuote, joint);
    } else if (joint != Claim.Joint.COMPARES && joint != Claim.Joint.COMMA) {
      bare(at, joint, spaced);
    }
  }

  /** The quote ends a text that the name is in, as in {@code "Password: " + password}. */
  private boolean endsText(byte quote) {
    if (!Bytes.isQuote(quote) || Bytes.isQuote(line.byteAt(nameStart - 1)) && isNameClosed()) {
      return false;
    }
    boolean inside = false;
    for (int at = nameStart - 1; nameStart - at < 128 && !isBreak(line.byteAt(at)); at--) {
      boolean apostrophe =
          Bytes.isAlphanumeric(line.byteAt(at - 1)) && Bytes.isAlphanumeric(line.byteAt(at + 1));
      inside ^= line.byteAt(at) == quote && line.byteAt(at - 1) != '\\' && !apostrophe;
    }
    return inside;
  }

  private boolean isNameClosed() {
    int at = nameStart;
    while (at - nameStart < 128 && NAME.has(line.byteAt(at))) {
      at++;
    }
    return Bytes.isQuote(line.byteAt(at));
  }

  static boolean isBreak(byte b) {
    return b == 0 || Bytes.isLineBreak(b);
  }

  private void quoted(int from, boolean escapedQuote, Claim.Joint joint) {
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
    if (claim.isSecret(from, stop, joint, true, false)) {
      if (stop == from + Line.MAX_VALUE) {
        line.markRun(from, ByteClass.allBut("\"'`\\"), Span.HEURISTIC, word.kind());
      }
      line.mark(from, stop, Span.HEURISTIC, word.kind(), true);
    }
  }

  private void bare(int from, Claim.Joint joint, boolean spaced) {
    ByteClass members = members(joint, spaced);
    boolean odd = members == BARE && holdsOddBrackets(from);
    if (odd) {
      members = WHOLE;
    }
    int stop = line.runEnd(members, from, 512);
    if (odd && line.byteAt(stop - 1) == ';') {
      return; // a statement of a language whose literals have quotes
    }
    boolean longer = stop == from + 512;
    int cut = stop;
    if (!longer && members != WHOLE && (stop - from > 1 && line.byteAt(stop - 1) == '.')) {
      cut--;
    }
    if (joint == Claim.Joint.ELEMENT && spaced && line.byteAt(stop) != '<') {
      return; // "<password> is needed"
    }
    if (!claim.isSecret(from, cut, joint, false, spaced)) {
      return;
    }
    if (longer) {
      line.markRun(from, members, Span.HEURISTIC, word.kind());
    } else {
      line.mark(from, cut, Span.HEURISTIC, word.kind(), false);
    }
  }

  /** A bracket that closes another kind than the one open: no code is written like that. */
  private boolean holdsOddBrackets(int from) {
    byte[] open = new byte[8];
    int depth = 0;
    for (int at = from; at - from < 128 && WHOLE.has(line.byteAt(at)); at++) {
      byte b = line.byteAt(at);
      int kind = "([{)]}".indexOf(b);
      if (kind >= 3 && depth > 0) {
        if (open[--depth] != kind - 3) {
          return true;
        }
      } else if (kind >= 0 && kind < 3) {
        if (depth == open.length) {
          return false;
        }
        open[depth++] = (byte) kind;
      }
    }
    return false;
  }

  private ByteClass members(Claim.Joint joint, boolean spaced) {
    if (joint == Claim.Joint.ELEMENT) {
      return ELEMENT;
    }
    if (query) {
      return line.byteAt(nameStart - 1) == ';' ? CONNECTION : QUERY;
    }
    boolean lineStart = claim.isLineStart();
    return joint == Claim.Joint.EQUALS && !spaced && lineStart ? WHOLE : BARE;
  }
}
