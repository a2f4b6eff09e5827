package dev.sealward.run;

/**
 * Brings program output into the form a reader would see on a terminal, before it is masked, so
 * that no invisible character can stand between the parts of a secret.
 *
 * <p>Terminal escape sequences (colours, cursor, titles, links) and control characters go, except
 * tab and newline; a backspace takes the character before it along; a carriage return becomes a
 * newline, or goes where one follows or the text ends. Characters nobody sees (zero-width spaces,
 * soft hyphens, marks of direction) go; those that join or vary others go where they follow an
 * ASCII character, which they cannot change. Unpaired surrogates and characters that turn the
 * direction of writing become U+FFFD. Linear in the text; never longer than it.
 */
final class EventText {
  private static final char ESCAPE = 0x1b;
  private static final char BELL = 0x07;
  private static final char CSI = 0x9b;
  private static final char STRING_END = 0x9c;
  private static final char REPLACEMENT = 0xfffd;

  private final String raw;
  private final StringBuilder out;
  private int at;

  private EventText(String raw) {
    this.raw = raw;
    this.out = new StringBuilder(raw.length());
  }

  static String clean(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      if (!isPlain(raw.charAt(i))) {
        return new EventText(raw).cleaned();
      }
    }
    return raw;
  }

  private static boolean isPlain(char c) {
    return (c >= ' ' && c < 0x7f)
        || c == '\t'
        || c == '\n'
        || (c > 0x9f
            && !Character.isSurrogate(c)
            && !turnsDirection(c)
            && !isUnseen(c)
            && !isJoiner(c));
  }

  private static boolean turnsDirection(char c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isUnseen(char c) {
    return c == 0xad
        || c == 0x61c
        || c == 0x180e
        || c == 0x200b
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2060 && c <= 0x2064)
        || c == 0xfeff;
  }

  /** Joiners and variation selectors: part of emoji and of some scripts. */
  private static boolean isJoiner(char c) {
    return c == 0x34f || c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f);
  }

  private boolean followsAscii() {
    return out.length() > 0 && out.charAt(out.length() - 1) < 0x80;
  }

  private String cleaned() {
    while (at < raw.length()) {
      char c = raw.charAt(at++);
      if (isPlain(c)) {
        out.append(c);
      } else if (c == ESCAPE) {
        escape();
      } else if (c == CSI) {
        controlSequence();
      } else if (c == '\r') {
        carriageReturn();
      } else if (c == '\b') {
        backspace();
      } else if (Character.isSurrogate(c)) {
        surrogate(c);
      } else if (turnsDirection(c)) {
        out.append(REPLACEMENT);
      } else if (isJoiner(c) && !followsAscii()) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void carriageReturn() {
    if (at < raw.length() && raw.charAt(at) != '\n') {
      out.append('\n');
    }
  }

  private void backspace() {
    int last = out.length() - 1;
    if (last >= 0 && out.charAt(last) != '\n') {
      boolean pair = last > 0 && Character.isLowSurrogate(out.charAt(last));
      out.setLength(pair ? last - 1 : last);
    }
  }

  private void surrogate(char c) {
    boolean pair =
        Character.isHighSurrogate(c)
            && at < raw.length()
            && Character.isLowSurrogate(raw.charAt(at));
    if (pair) {
      out.append(c).append(raw.charAt(at++));
    } else {
      out.append(REPLACEMENT);
    }
  }

  /** ECMA-48: what follows an ESC; a sequence that does not end as it should loses its ESC only. */
  private void escape() {
    if (at == raw.length()) {
      return;
    }
    switch (raw.charAt(at)) {
      case '[' -> {
        at++;
        controlSequence();
      }
      case ']', 'P', 'X', '^', '_' -> controlString();
      default -> {
        int end = skip(at, ' ', '/');
        if (end < raw.length() && between(raw.charAt(end), '0', '~')) {
          at = end + 1;
        }
      }
    }
  }

  private void controlSequence() {
    int end = skip(skip(at, '0', '?'), ' ', '/');
    if (end < raw.length() && between(raw.charAt(end), '@', '~')) {
      at = end + 1;
    }
  }

  /** A title or link: up to BEL or the string terminator, all on one line. */
  private void controlString() {
    for (int i = at + 1; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean escapedEnd = c == ESCAPE && i + 1 < raw.length() && raw.charAt(i + 1) == '\\';
      if (c == BELL || c == STRING_END || escapedEnd) {
        at = escapedEnd ? i + 2 : i + 1;
        return;
      }
      if (c == '\n' || c == ESCAPE) {
        return;
      }
    }
  }

  private int skip(int from, char low, char high) {
    int i = from;
    while (i < raw.length() && between(raw.charAt(i), low, high)) {
      i++;
    }
    return i;
  }

  private static boolean between(char c, char low, char high) {
    return c >= low && c <= high;
  }
}
