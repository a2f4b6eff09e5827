package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Questions about values: code, addresses, paths, words. */
final class Values {
  /** How much of a value these questions look at. */
  static final int GLANCE = 128;

  private static final byte[] HTTP = Bytes.ascii("http");

  private Values() {}

  /** For short words of grammar such as names and schemes, never for values. */
  static String lower(Line line, int from, int to) {
    return new String(line.bytes(), from, to - from, StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT);
  }

  /** A call or an index in code: {@code request.POST['password']}. */
  static boolean isAccess(Line line, int from, int to) {
    int open = from;
    while (open < to && open - from < 64 && line.byteAt(open) != '[' && line.byteAt(open) != '(') {
      open++;
    }
    byte last = line.byteAt(line.byteAt(to - 1) == ';' ? to - 2 : to - 1);
    return open - from >= 3
        && open < to
        && isWords(line, from, open)
        && (Bytes.isQuote(line.byteAt(open + 1)) || last == ']' || last == ')');
  }

  /** An address without a login in it; what its query holds is for others to say. */
  static boolean isPlainUrl(Line line, int from, int to) {
    int scheme = line.startsWithIgnoreCase(from, HTTP) ? from + HTTP.length : -1;
    if (scheme > 0 && line.byteAt(scheme) == 's') {
      scheme++;
    }
    return scheme > 0
        && line.byteAt(scheme) == ':'
        && line.byteAt(scheme + 1) == '/'
        && Bytes.indexOf(line.bytes(), from, Math.min(to, from + GLANCE), (byte) '@') < 0;
  }

  /** Three words or more with joints between them: an identifier, not a secret. */
  static boolean isChain(Line line, int from, int to) {
    int joints = 0;
    int digits = 0;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      joints += b == '-' || b == '_' ? 1 : 0;
      digits += Bytes.isDigit(b) ? 1 : 0;
      if (!Bytes.isLower(b) && !Bytes.isDigit(b) && b != '-' && b != '_') {
        return false;
      }
    }
    return joints >= 3 && digits * 12 <= to - from;
  }

  /** Letters of both cases and digits: more than a variable's name. */
  static boolean looksMixed(Line line, int from, int to) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      upper |= Bytes.isUpper(line.byteAt(i));
      lower |= Bytes.isLower(line.byteAt(i));
      digit |= Bytes.isDigit(line.byteAt(i));
    }
    return upper && lower && digit;
  }

  /** Only letters, and perhaps joints between them. */
  static boolean isWords(Line line, int from, int to) {
    return isWords(line, from, to, '_');
  }

  static boolean isWords(Line line, int from, int to, char joint) {
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      if (!Bytes.isLetter(b) && b != '_' && b != '-' && b != '.' && b != joint) {
        return false;
      }
    }
    return to - from <= GLANCE;
  }

  static boolean holdsWord(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = line.byteAt(i);
      if (Bytes.isAlphanumeric(b) || b < 0 && (b & 0xe0) != 0xc0 && (b & 0xc0) != 0x80) {
        return true;
      }
    }
    return false;
  }

  static boolean isLowerWord(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Bytes.isLower(line.byteAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isNumber(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Bytes.isDigit(line.byteAt(i)) && line.byteAt(i) != '.') {
        return false;
      }
    }
    return true;
  }

  /** A file's name or a place in a tree: begins like a path and is made of words. */
  static boolean isPath(Line line, int from, int to) {
    byte first = line.byteAt(from);
    boolean rooted =
        first == '/'
            || (first == '~' && line.byteAt(from + 1) == '/')
            || (first == '.' && (line.byteAt(from + 1) == '/' || line.byteAt(from + 1) == '.'));
    return rooted ? !looksMixed(line, from, to) : isRelative(line, from, to);
  }

  private static boolean isRelative(Line line, int from, int to) {
    boolean slash = false;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      slash |= b == '/';
      if (!Bytes.isLower(b) && "/#-_.".indexOf(b) < 0) {
        return false;
      }
    }
    boolean anchor = line.byteAt(from) == '#' || line.byteAt(from) == '.';
    return (slash || anchor) && to - from <= GLANCE;
  }

  static int lineEndTrimmed(Line line, int from) {
    int end = from;
    while (end - from < Line.MAX_VALUE && !line.endsAt(end)) {
      end++;
    }
    while (end > from && Bytes.isSpace(line.byteAt(end - 1))) {
      end--;
    }
    return end;
  }
}
