package dev.sealward.redaction;

/** Tells what a machine may have issued from what people write. */
final class Issued {
  /** Fewest characters of what a provider issues, where its format is not known. */
  static final int FEWEST_ISSUED = 12;

  private static final int SEQUENCE = 7;

  static final ByteClass ISSUED = ByteClass.of("_-.=+/~:");

  private Issued() {}

  /**
   * Whether the run at {@code from} looks made by a machine: at least {@code fewest} characters,
   * letters and digits mixed, many different ones, and no path, version or chain of words.
   */
  static boolean looksRandom(Line line, int from, ByteClass members, int fewest) {
    int to = line.runEnd(members, from, Values.GLANCE);
    return looksRandom(line, from, to, fewest);
  }

  static boolean looksRandom(Line line, int from, int to, int fewest) {
    int most = Math.min(to, from + Values.GLANCE);
    if (most - from < fewest || Placeholders.isPlaceholder(line, from, to)) {
      return false;
    }
    int digits = 0;
    int letters = 0;
    int changes = 0;
    int marks = 0;
    int humps = 0;
    for (int i = from; i < most; i++) {
      byte b = line.byteAt(i);
      boolean digit = Bytes.isDigit(b);
      digits += digit ? 1 : 0;
      letters += Bytes.isLetter(b) ? 1 : 0;
      marks += b == '/' || b == '.' || b == '\\' || b == '-' || b == '_' || b == ':' ? 1 : 0;
      humps += i > from && Bytes.isUpper(b) != Bytes.isUpper(line.byteAt(i - 1)) ? 1 : 0;
      changes += i > from && digit != Bytes.isDigit(line.byteAt(i - 1)) ? 1 : 0;
    }
    int length = most - from;
    return digits > 0
        && letters > 0
        && Bytes.different(line.bytes(), from, Math.min(most, from + 64)) >= Math.min(8, fewest)
        && marks * 5 <= length
        && (changes >= 3
            || length <= 20 && changes >= 2
            || digits * 8 >= length
            || length >= 24 && humps * 4 >= length);
  }

  /**
   * Whether the value may have been issued by a machine, where a name beside it says that one did:
   * a part of it mixes letters and digits, or is long and cannot be spoken.
   */
  static boolean looksIssued(Line line, int from, int to) {
    if (to - from < FEWEST_ISSUED
        || ISSUED.runEnd(line.bytes(), from, Math.min(to, from + Values.GLANCE))
            < Math.min(to, from + Values.GLANCE)
        || Placeholders.isPlaceholder(line, from, to)
        || Values.isPath(line, from, to)) {
      return false;
    }
    if (isUuid(line, from, to)) {
      return true;
    }
    int part = from;
    int mixed = 0;
    for (int at = from; at <= Math.min(to, from + Values.GLANCE); at++) {
      if (at < to && Bytes.isAlphanumeric(line.byteAt(at))) {
        continue;
      }
      if (isMixed(line, part, at)) {
        mixed += at - part;
      } else if (at - part >= 16 && !isSpeakable(line, part, at)) {
        return true;
      }
      part = at + 1;
    }
    return mixed >= 10;
  }

  /** A long run of letters whose case changes as it does in encoded bytes, and in no identifier. */
  static boolean looksEncoded(Line line, int from, int to) {
    int changes = 0;
    for (int i = from; i < Math.min(to, from + Values.GLANCE); i++) {
      byte b = line.byteAt(i);
      if (!Bytes.isBase64(b) && b != '=') {
        return false;
      }
      boolean letters = i > from && Bytes.isLetter(b) && Bytes.isLetter(line.byteAt(i - 1));
      changes += letters && Bytes.isUpper(b) != Bytes.isUpper(line.byteAt(i - 1)) ? 1 : 0;
    }
    return to - from >= 24 && changes * 3 >= Math.min(to - from, Values.GLANCE);
  }

  /** Begins with a, b, c … or 1, 2, 3 …, as made-up values do. */
  static boolean countsUp(Line line, int from, int to) {
    int last = Math.min(to, from + SEQUENCE);
    for (int i = from + 1; i < last; i++) {
      if (line.byteAt(i) != line.byteAt(i - 1) + 1) {
        return false;
      }
    }
    return last - from == SEQUENCE;
  }

  /** Letters and digits, more than a version or a numbered word has. */
  private static boolean isMixed(Line line, int from, int to) {
    int digits = 0;
    int letters = 0;
    for (int i = from; i < to; i++) {
      digits += Bytes.isDigit(line.byteAt(i)) ? 1 : 0;
      letters += Bytes.isLetter(line.byteAt(i)) ? 1 : 0;
    }
    return digits >= 2 && letters >= 2 && to - from >= 5;
  }

  /** No five consonants in a row, as in words of most languages. */
  private static boolean isSpeakable(Line line, int from, int to) {
    int consonants = 0;
    for (int i = from; i < to; i++) {
      byte b = line.byteAt(i);
      boolean hump = i > from && Bytes.isUpper(b) && Bytes.isLower(line.byteAt(i - 1));
      boolean vowel = "aeiouyAEIOUY".indexOf(b) >= 0;
      consonants = vowel ? 0 : hump ? 1 : consonants + 1;
      if (consonants >= 5) {
        return false;
      }
    }
    return to - from < 24 || !isHex(line, from, to);
  }

  private static boolean isHex(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Bytes.isHex(line.byteAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** 8-4-4-4-12 hex digits. */
  static boolean isUuid(Line line, int from, int to) {
    if (to - from != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      byte b = line.byteAt(from + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? b != '-' : !Bytes.isHex(b)) {
        return false;
      }
    }
    return true;
  }
}
