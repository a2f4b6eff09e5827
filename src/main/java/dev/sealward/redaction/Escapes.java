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

  private static final int BLOCK = 512;
  private static final int MAX_INDENT = 64;
  private static final int MAX_REFERENCE = 10;

  private Escapes() {}

  /**
   * The first place in {@code [from, to)} of a backslash, percent sign, ampersand, doubled quote,
   * {@code x} after a zero or line feed after a full line of base64, or {@code to}; eight bytes
   * must be readable beyond.
   */
  static int next(byte[] bytes, int from, int to) {
    // In blocks, so that what is looked at once more after each find is bounded.
    for (int at = from; at < to; at += BLOCK) {
      int stop = Math.min(to, at + BLOCK);
      int escape = nextEscape(bytes, at, stop);
      int found = nextWrap(bytes, at, escape);
      if (found < stop) {
        return found;
      }
    }
    return to;
  }

  private static int nextEscape(byte[] bytes, int from, int to) {
    int at = from;
    for (; at < to - 8; at += 16) {
      long first = marks((long) LONG.get(bytes, at));
      long second = marks((long) LONG.get(bytes, at + 8));
      if ((first | second) != 0) {
        int found = firstOf(bytes, at, first);
        found = found < 0 ? firstOf(bytes, at + 8, second) : found;
        if (found >= 0) {
          return Math.min(to, found);
        }
      }
    }
    int found = at < to ? firstOf(bytes, at, marks((long) LONG.get(bytes, at))) : -1;
    return found < 0 ? to : Math.min(to, found);
  }

  /**
   * The top bit of each byte that may be looked for. Percent sign, ampersand and quote differ in
   * bits that are masked away. None has its top bit set, so one look at the text's top bits serves
   * them all. What stands before the first byte is not known, so an {@code x} there is marked.
   */
  private static long marks(long eight) {
    long backslash = eight ^ '\\' * ONES;
    long percentOrAmpersand = (eight ^ 0x24 * ONES) & 0xfcfcfcfcfcfcfcfcL;
    long octet = eight ^ 'x' * ONES | (eight << 8 ^ '0' * (ONES - 1)) & ~TOPS;
    return (backslash - ONES | percentOrAmpersand - ONES | octet - ONES) & ~eight & TOPS;
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
   * The first line feed in {@code [from, to)} after a full line of base64, or {@code to}. A full
   * line holds one of any words of eight bytes that are {@link #STRIDE} apart, so only those are
   * looked at until one holds nothing but characters that base64 may be of.
   */
  private static int nextWrap(byte[] bytes, int from, int to) {
    int at = Math.max(0, from - PEM_COLUMNS - 1);
    while (at < to) {
      if (others((long) LONG.get(bytes, at)) != 0) {
        at += STRIDE;
        continue;
      }
      at = runEnd(bytes, at + 8, to);
      int feed = at < to && bytes[at] == '\r' ? at + 1 : at;
      if (feed >= Math.max(from, PEM_COLUMNS)
          && feed < to
          && bytes[feed] == '\n'
          && isLong(bytes, feed)
          && isFullLine(bytes, feed)) {
        return feed;
      }
      at++;
    }
    return to;
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

  /** The top bit of each byte that is none of ASCII from plus on: no base64 is of those. */
  private static long others(long eight) {
    return ~((eight & ~TOPS) + (0x80 - '+') * ONES & ~eight) & TOPS;
  }

  /** A few bytes of what would be a full line: words do not get that far. */
  private static boolean isLong(byte[] bytes, int lineFeed) {
    return Bytes.isBase64(bytes[lineFeed - PEM_COLUMNS])
        && Bytes.isBase64(bytes[lineFeed - PEM_COLUMNS * 3 / 4])
        && Bytes.isBase64(bytes[lineFeed - PEM_COLUMNS / 2])
        && Bytes.isBase64(bytes[lineFeed - PEM_COLUMNS / 4])
        && Bytes.isBase64(bytes[lineFeed - PEM_COLUMNS / 8]);
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
