package dev.sealward.redaction;

/**
 * What a name claims about the value after it: whether that value is to be taken for a secret.
 *
 * @param nameStart where the whole name begins, the word being a part of it
 * @param wordEnd where the word ends
 * @param query whether the name stands in a URL's query or a connection string
 * @param ordinary whether the word alone says nothing: something beside it has to
 */
record Claim(
    Line line, Names.Word word, int nameStart, int wordEnd, boolean query, boolean ordinary) {
  private static final byte[] LOGIN = Bytes.ascii("login ");

  /** What stands between name and value. */
  enum Joint {
    NONE,
    EQUALS,
    COLON,
    COMPARES,
    COMMA,
    ELEMENT,
    OPTION,
    SPACE
  }

  boolean isSecret(int from, int to, Joint joint, boolean quoted, boolean spaced) {
    if (to - from < 3
        || Placeholders.isPlaceholder(line, from, to)
        || Values.isPath(line, from, to)) {
      return false;
    }
    if (Values.isPlainUrl(line, from, to)
        || joint == Joint.ELEMENT && line.byteAt(from) == '@'
        || !quoted && Values.isAccess(line, from, to)) {
      return false;
    }
    if (joint == Joint.COMMA && (Values.isWords(line, from, to) || hasBlank(from, to))) {
      return false; // a list of names, or a message
    }
    if (word.weight() != Names.Weight.PASSWORD && Values.isChain(line, from, to)) {
      return false;
    }
    if (quoted && joint == Joint.EQUALS && Names.denies(line, nameStart, wordEnd)) {
      return false; // a literal in code
    }
    if (word.weight() != Names.Weight.PASSWORD && isIssued(from, to)) {
      return true;
    }
    if (ordinary) {
      return word.weight() == Names.Weight.PASSWORD
          && (joint == Joint.EQUALS || joint == Joint.COLON || joint == Joint.OPTION)
          && MadeUp.is(line, from, to, MadeUp.Degree.SAID);
    }
    if (joint != Joint.COMMA && Issued.looksEncoded(line, from, to)) {
      return true;
    }
    if (joint == Joint.SPACE || joint == Joint.COMMA && word.weight() == Names.Weight.WEAK) {
      int fewest = word.weight() == Names.Weight.PASSWORD ? 8 : 16;
      return Issued.looksRandom(line, from, to, fewest) && !Issued.isUuid(line, from, to)
          || word.weight() == Names.Weight.PASSWORD && isAlone(from, to, quoted);
    }
    return switch (word.weight()) {
      case WEAK ->
          to - from >= 16
              && (quoted || !isCode(to))
              && !Issued.countsUp(line, from, to)
              && Issued.looksRandom(line, from, to, 16);
      case STRONG -> isStrong(from, to, joint, quoted, spaced);
      case PASSWORD -> isPassword(from, to, joint, quoted, spaced);
    };
  }

  /** What a provider beside the name may have issued. */
  boolean isIssued(int from, int to) {
    return Issued.looksIssued(line, from, to)
        && (Providers.before(line, wordEnd - word.text().length()) || isCapital(from, to));
  }

  /** {@code anything SECRET 4f8a…}: a word in capitals after a small one points at what follows. */
  private boolean isCapital(int from, int to) {
    if (to - from < 20 || ByteClass.ALPHANUMERIC.runEnd(line.bytes(), from, to) != to) {
      return false;
    }
    int start = wordEnd - word.text().length();
    if (!Bytes.isUpper(line.byteAt(start)) || !Bytes.isUpper(line.byteAt(wordEnd - 1))) {
      return false;
    }
    int at = start;
    while (start - at < 2 && (line.byteAt(at - 1) == ' ' || line.byteAt(at - 1) == '-')) {
      at--;
    }
    return Bytes.isLower(line.byteAt(at - 1));
  }

  /** {@code password 'x'} on a line of its own: settings files, and {@code .netrc}. */
  private boolean isAlone(int from, int to, boolean quoted) {
    return (isLineStart() || isBehindLogin())
        && !hasBlank(from, to)
        && !Values.isWords(line, from, to)
        && (quoted || !isCode(to) && Bytes.isAscii(line.bytes(), from, to))
        && isEnd(quoted ? to + 1 : to);
  }

  /** {@code machine … login … password …}, all on one line. */
  private boolean isBehindLogin() {
    for (int at = nameStart - 1; nameStart - at < 96 && !Bytes.isLineBreak(line.byteAt(at)); at--) {
      if (line.byteAt(at) == 'l' && line.startsWith(at, LOGIN)) {
        return true;
      }
    }
    return false;
  }

  private boolean isEnd(int at) {
    byte mark = line.byteAt(at);
    return line.endsAt(line.skipBlanks(mark == ';' || mark == ',' ? at + 1 : at, 64));
  }

  private boolean isStrong(int from, int to, Joint joint, boolean quoted, boolean spaced) {
    int different = Bytes.different(line.bytes(), from, Math.min(to, from + 64));
    if (to - from < 6
        || Values.isNumber(line, from, to) && to - from < 8
        || Issued.countsUp(line, from, to)
        || word.kind().equals("access_key") && to - from < 12
        || to - from >= 20 && different < 5) {
      return false;
    }
    if (Values.isWords(line, from, to)) {
      // A word, a member, a translation key; a long mixed run of letters is none of them.
      return quoted
              && to - from >= 16
              && isOneWord(from, to)
              && Bytes.different(line.bytes(), from, to) >= 10
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
        ? !hasBlank(from, to) || Issued.looksRandom(line, from, to, 16)
        : Issued.looksRandom(line, from, to, 6)
            || to - from >= 16 && !Values.isWords(line, from, to) && joint != Joint.SPACE;
  }

  private boolean isPassword(int from, int to, Joint joint, boolean quoted, boolean spaced) {
    if (!Values.holdsWord(line, from, to)) {
      return false;
    }
    if (quoted) {
      return to - from >= 4 && !(hasBlank(from, to) && Placeholders.isProse(line, from, to));
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

  /** At the start of a line, or behind {@code export}: the way of environment files. */
  boolean isLineStart() {
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
}
