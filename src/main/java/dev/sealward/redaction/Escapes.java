package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where text holds escapes, or an encoding that goes on in the next line: the places worth folding.
 */
final class Escapes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  /** The first of eight bytes and every third after it. */
  private static final long THIRDS = 0x0001000001000001L;

  /** The columns base64 is wrapped at: RFC 7468 and RFC 2045. */
  private static final int PEM_COLUMNS = 64;

  private static final int MIME_COLUMNS = 76;

  /** The longest escape that ends in characters of base64 alone, its backslash left out. */
  private static final int LONGEST_TAIL = 5;

  /** The fewest columns of hexadecimal without blanks. */
  private static final int HEX_COLUMNS = 60;

  /** Eight bytes at every such place: any {@link #HEX_COLUMNS} hold one of them. */
  private static final int STRIDE = HEX_COLUMNS - 8;

  /** The fewest columns of octets with blanks or colons between them: fifteen. */
  private static final int OCTET_COLUMNS = 44;

  private static final int OCTET_STRIDE = OCTET_COLUMNS - 8;

  private static final int MAX_INDENT = 64;

  /** White space that may stand at the end of a line. */
  private static final int MAX_TRAIL = 16;

  private static final int MAX_REFERENCE = 10;

  /** A mask ends in a colon, four digits and a bracket. */
  private static final int MASK_END = 6;

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
   * The first line feed in {@code [from, to)} after a full line of base64 or of hexadecimal, or
   * {@code to}; eight bytes must be readable beyond. Of words of eight bytes that are {@link
   * #STRIDE} apart a full line holds one, and another half as far from it: only those are looked at
   * until both hold nothing but characters that base64 may be of.
   */
  static int nextWrap(byte[] bytes, int from, int to) {
    for (int at = Math.max(0, from - HEX_COLUMNS - 1); at < to; at += STRIDE) {
      if (others((long) LONG.get(bytes, at)) == 0 && isLong(bytes, at, to)) {
        at = runEnd(bytes, at + 8, to);
        int feed = at < to && bytes[at] == '\r' ? at + 1 : at;
        if (feed >= from
            && feed < to
            && bytes[feed] == '\n'
            && (isFullLine(bytes, feed) || isHexLine(bytes, feed))) {
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

  /** As {@link #nextWrap}, after a line of octets with blanks or colons between them. */
  static int nextOctetsWrap(byte[] bytes, int from, int to) {
    for (int at = Math.max(0, from - OCTET_COLUMNS - MAX_TRAIL); at < to; at += OCTET_STRIDE) {
      if (areOctets((long) LONG.get(bytes, at))) {
        int last = Math.min(to, at + OCTET_COLUMNS + 8 + MAX_TRAIL);
        int feed = Bytes.indexOf(bytes, Math.max(from, at), last, (byte) '\n');
        if (feed >= 0 && isOctetLine(bytes, feed)) {
          return feed;
        }
      }
    }
    return to;
  }

  /** Whether every third of eight bytes may be a blank or colon, and of the others none. */
  private static boolean areOctets(long eight) {
    long blanks = ~(eight >>> 4 | eight >>> 6);
    long colons = eight >>> 1 & eight >>> 3;
    long parts = (blanks | colons) & ONES;
    return parts == THIRDS || parts == THIRDS << 8 || parts == THIRDS << 16;
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
    int hex = end;
    while (from > 0
        && end - from < MIME_COLUMNS + LONGEST_TAIL
        && Bytes.isBase64(bytes[from - 1])) {
      from--;
      hex = hex == from + 1 && Bytes.isHex(bytes[from]) ? from : hex;
    }
    return isFull(bytes, from, hex, end - PEM_COLUMNS)
        || isFull(bytes, from, hex, end - MIME_COLUMNS);
  }

  /**
   * Whether a full line begins at {@code first}, where base64 does at {@code from}, or not before
   * an escape ends; from {@code hex} on all is hexadecimal.
   */
  private static boolean isFull(byte[] bytes, int from, int hex, int first) {
    return first >= from
        && first < hex
        && (first == from ? !isAfterMask(bytes, from) : endsEscape(bytes, first));
  }

  /** Whether an escape ends at {@code at} whose last characters might be of base64. */
  private static boolean endsEscape(byte[] bytes, int at) {
    return at >= 2 && bytes[at - 2] == '\\'
        || at >= 3 && bytes[at - 3] == '%' && areHex(bytes, at - 2, at)
        || at >= 4 && bytes[at - 4] == '\\' && bytes[at - 3] == 'x' && areHex(bytes, at - 2, at)
        || at >= 6 && bytes[at - 6] == '\\' && bytes[at - 5] == 'u' && areHex(bytes, at - 4, at);
  }

  private static boolean areHex(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!Bytes.isHex(bytes[at])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a mask ends here or with the line before: what begins here may be the rest of a line.
   */
  private static boolean isAfterMask(byte[] bytes, int from) {
    int end = from;
    while (end > 0 && Bytes.isLineBreak(bytes[end - 1])) {
      end--;
    }
    if (end < MASK_END || bytes[end - 1] != ']' || bytes[end - MASK_END] != ':') {
      return false;
    }
    for (int at = end - MASK_END + 1; at < end - 1; at++) {
      if (!Bytes.isLowerHex(bytes[at])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the line that ends at the line feed {@code at} may be one of hexadecimal. */
  static boolean isHexLine(byte[] bytes, int at) {
    int end = at > 0 && bytes[at - 1] == '\r' ? at - 1 : at;
    int from = end;
    while (from > 0 && end - from < HEX_COLUMNS && Bytes.isHex(bytes[from - 1])) {
      from--;
    }
    return end - from == HEX_COLUMNS;
  }

  /** Whether it may be one of octets with blanks or colons between them. */
  static boolean isOctetLine(byte[] bytes, int at) {
    int end = trimmed(bytes, at);
    end -= end > 0 && bytes[end - 1] == ':' ? 1 : 0;
    int from = end - OCTET_COLUMNS;
    if (from < 0) {
      return false;
    }
    byte part = bytes[from + 2];
    for (int i = 0; i < OCTET_COLUMNS; i++) {
      byte b = bytes[from + i];
      if (i % 3 == 2 ? b != part : !Bytes.isHex(b)) {
        return false;
      }
    }
    return part == ' ' || part == ':';
  }

  /** Where the line ends that the line feed {@code at} ends, white space aside. */
  static int trimmed(byte[] bytes, int at) {
    int end = at;
    while (end > 0
        && at - end < MAX_TRAIL
        && bytes[end - 1] != '\n'
        && Bytes.isSpace(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  /** Whether the line feed {@code at} only wraps an encoding. */
  static boolean isWrap(byte[] bytes, int at, int end) {
    return (isFullLine(bytes, at) && goesOn(bytes, at, end))
        || (isHexLine(bytes, at) || isOctetLine(bytes, at)) && hexGoesOn(bytes, at, end)
        || octetsGoOn(bytes, at, end);
  }

  /** Whether the line feed {@code at} does when the next line goes on as it should. */
  static boolean mayWrap(byte[] bytes, int at) {
    return isFullLine(bytes, at)
        || isHexLine(bytes, at)
        || isOctetLine(bytes, at)
        || endsOctets(bytes, at);
  }

  private static boolean hexGoesOn(byte[] bytes, int at, int end) {
    int next = indented(bytes, at, end);
    return next + 1 < end && Bytes.isHex(bytes[next]) && Bytes.isHex(bytes[next + 1]);
  }

  /** Whether a list of {@code 0x41} goes on after the line feed {@code at}. */
  static boolean octetsGoOn(byte[] bytes, int at, int end) {
    int next = indented(bytes, at, end);
    return next + 3 < end && isOctet(bytes, next) && endsOctets(bytes, at);
  }

  /** Whether it takes more than there is to know whether a list of {@code 0x41} goes on. */
  static boolean octetsMayGoOn(byte[] bytes, int at, int end) {
    return indented(bytes, at, end) + 3 >= end && endsOctets(bytes, at);
  }

  /** Whether the line that the line feed {@code at} ends does so in a list of {@code 0x41}. */
  static boolean endsOctets(byte[] bytes, int at) {
    int last = trimmed(bytes, at);
    last -= last > 0 && bytes[last - 1] == ',' ? 1 : 0;
    return last >= 4 && isOctet(bytes, last - 4);
  }

  private static boolean isOctet(byte[] bytes, int at) {
    return bytes[at] == '0'
        && bytes[at + 1] == 'x'
        && Bytes.isHex(bytes[at + 2])
        && Bytes.isHex(bytes[at + 3]);
  }

  /** Whether the base64 that fills the line before {@code at}, a line feed, goes on after it. */
  private static boolean goesOn(byte[] bytes, int at, int end) {
    int next = indented(bytes, at, end);
    return next < end && Bytes.isBase64(bytes[next]);
  }

  /** Where the line after the line feed {@code at} begins, its indentation aside. */
  private static int indented(byte[] bytes, int at, int end) {
    int next = at + 1;
    while (next < end && next - at <= MAX_INDENT && Bytes.isBlank(bytes[next])) {
      next++;
    }
    return next;
  }
}
