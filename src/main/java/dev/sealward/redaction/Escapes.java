package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Where text holds escapes, or base64 that is wrapped: the places worth folding. */
final class Escapes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  /** The columns base64 is wrapped at: RFC 7468 and RFC 2045. */
  private static final int PEM_COLUMNS = 64;

  private static final int MIME_COLUMNS = 76;

  /** Eight bytes at every such place: any {@link #PEM_COLUMNS} hold one of them. */
  private static final int STRIDE = PEM_COLUMNS - 8;

  private static final int MAX_INDENT = 64;
  private static final int MAX_REFERENCE = 10;

  private Escapes() {}

  /**
   * The first place in {@code [from, to)} of a backslash, percent sign, ampersand, doubled quote or
   * {@code x} after a zero, or {@code to}; eight bytes must be readable beyond.
   */
  static int next(byte[] bytes, int from, int to) {
    int at = from;
    for (; at < to - 8; at += 16) {
      long first = marks((long) LONG.get(bytes, at));
      long second = marks((long) LONG.get(bytes, at + 8));
      if (((first | second) & TOPS) != 0) {
        int found = firstOf(bytes, at, first & TOPS);
        found = found < 0 ? firstOf(bytes, at + 8, second & TOPS) : found;
        if (found >= 0) {
          return Math.min(to, found);
        }
      }
    }
    int found = at < to ? firstOf(bytes, at, marks((long) LONG.get(bytes, at)) & TOPS) : -1;
    return found < 0 ? to : Math.min(to, found);
  }

  /**
   * The top bit of each byte that may be looked for; other bits mean nothing. Backslash and {@code
   * x} differ in bits that are set here, from each other and from {@code X} and a bar, which are
   * rare; percent sign, ampersand and quote in bits that are masked away. None has its top bit set,
   * so one look at the text's top bits serves them all.
   */
  private static long marks(long eight) {
    long backslashOrOctet = (eight | 0x24 * ONES) ^ 0x7c * ONES;
    long percentOrAmpersand = (eight ^ 0x24 * ONES) & 0xfcfcfcfcfcfcfcfcL;
    return (backslashOrOctet - ONES | percentOrAmpersand - ONES) & ~eight;
  }

  /** The marks may hold a byte too many: a borrow marks the one above a zero. */
  private static int firstOf(byte[] bytes, int at, long marks) {
    for (long left = marks; left != 0; left &= left - 1) {
      int place = at + (Long.numberOfTrailingZeros(left) >>> 3);
      if (opens(bytes, place)) {
        return place;
      }
    }
    return -1;
  }

  private static boolean opens(byte[] bytes, int at) {
    return switch (bytes[at]) {
      case '\\', '%', '&' -> true;
      case '\'' -> bytes[at + 1] == '\'' || bytes[at + 1] == '"';
      case 'x' -> at > 0 && bytes[at - 1] == '0';
      default -> false;
    };
  }

  /**
   * The first line feed in {@code [from, to)} after a full line of base64, or {@code to}; eight
   * bytes must be readable beyond. Of words of eight bytes that are {@link #STRIDE} apart a full
   * line holds one, and another half as far from it: only those are looked at until both hold
   * nothing but characters that base64 may be of.
   */
  static int nextWrap(byte[] bytes, int from, int to) {
    for (int at = Math.max(0, from - PEM_COLUMNS - 1); at < to; at += STRIDE) {
      if (others((long) LONG.get(bytes, at)) == 0 && isLong(bytes, at, to)) {
        at = runEnd(bytes, at + 8, to);
        int feed = at < to && bytes[at] == '\r' ? at + 1 : at;
        if (feed >= from && feed < to && bytes[feed] == '\n' && isFullLine(bytes, feed)) {
          return feed;
        }
      }
    }
    return to;
  }

  /** Whether the word at {@code at} may be in a full line, as is one of these then. */
  private static boolean isLong(byte[] bytes, int at, int to) {
    int later = at + STRIDE / 2;
    int earlier = at - STRIDE / 2;
    return later < to && others((long) LONG.get(bytes, later)) == 0
        || earlier >= 0 && others((long) LONG.get(bytes, earlier)) == 0;
  }

  private static int runEnd(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at += 8) {
      long others = others((long) LONG.get(bytes, at));
      if (others != 0) {
        return at + (Long.numberOfTrailingZeros(others) >>> 3);
      }
    }
    return to;
  }

  /** The top bit of each byte that is not of base64, but for some of the brackets. */
  private static long others(long eight) {
    long ascii = eight & ~TOPS;
    long letter = (ascii | 0x20 * ONES) + (0x80 - 'a') * ONES;
    long digit = ascii + (0x80 - '+') * ONES & ~(ascii + (0x80 - ':') * ONES);
    long stop = ((ascii ^ ',' * ONES) & 0x7d7d7d7d7d7d7d7dL) + ~TOPS;
    return ~((letter | digit & stop) & ~eight) & TOPS;
  }

  /** Whether an escape begins at {@code at}, as far as may be seen at a glance. */
  static boolean isEscape(byte[] bytes, int at, int end) {
    return switch (bytes[at]) {
      case '\\' -> true;
      case '%' -> at + 2 < end && Bytes.isHex(bytes[at + 1]) && Bytes.isHex(bytes[at + 2]);
      case '&' -> isReference(bytes, at, end);
      case '\'' -> isDoubled(bytes, at, end);
      case 'x' ->
          at > 0
              && bytes[at - 1] == '0'
              && at + 2 < end
              && Bytes.isHex(bytes[at + 1])
              && Bytes.isHex(bytes[at + 2])
              && (at + 3 == end || !Bytes.isAlphanumeric(bytes[at + 3]));
      default -> false;
    };
  }

  private static boolean isDoubled(byte[] bytes, int at, int end) {
    return at + 1 < end
        && (bytes[at + 1] == '\'' || at + 2 < end && bytes[at + 1] == '"' && bytes[at + 2] == '\'');
  }

  private static boolean isReference(byte[] bytes, int at, int end) {
    int last = Math.min(end, at + MAX_REFERENCE);
    for (int i = at + 1; i < last; i++) {
      if (bytes[i] == ';') {
        return i > at + 2;
      }
      if (!Bytes.isAlphanumeric(bytes[i]) && bytes[i] != '#') {
        return false;
      }
    }
    return false;
  }

  /** Whether the line that ends at the line feed {@code at} looks like a full line of base64. */
  static boolean isFullLine(byte[] bytes, int at) {
    int end = at > 0 && bytes[at - 1] == '\r' ? at - 1 : at;
    int from = end;
    boolean hex = true;
    while (from > 0 && end - from <= MIME_COLUMNS && Bytes.isBase64(bytes[from - 1])) {
      from--;
      hex &= Bytes.isHex(bytes[from]);
    }
    int columns = end - from;
    return !hex
        && (columns == PEM_COLUMNS || columns == MIME_COLUMNS)
        && (from == 0 || isBefore(bytes[from - 1]));
  }

  private static boolean isBefore(byte b) {
    return Bytes.isSpace(b) || Bytes.isQuote(b) || b == ':' || b == '=' || b == ',';
  }

  /** Whether the base64 that fills the line before {@code at}, a line feed, goes on after it. */
  static boolean goesOn(byte[] bytes, int at, int end) {
    int next = at + 1;
    while (next < end && next - at <= MAX_INDENT && Bytes.isBlank(bytes[next])) {
      next++;
    }
    return next < end && Bytes.isBase64(bytes[next]);
  }
}
