package dev.sealward.redaction;

/**
 * How a stretch of a value may be encoded, and back: base64 at each offset, base64 of base64, hex,
 * hex with separators, UTF-16.
 *
 * <p>Positions are counted from the <em>origin</em>: where the encoding would begin if the unknown
 * bytes that share its first characters were the first of their group.
 */
final class Codec {
  static final int TEXT = 0;

  /** One code for each number of unknown bytes before the value, 0 to 2. */
  static final int BASE64 = 1;

  static final int HEX = 4;
  static final int HEX_PARTED = 5;
  static final int UTF16_LITTLE = 6;
  static final int UTF16_BIG = 7;

  /** Nine codes: unknown bytes before the value, then before its base64. */
  static final int BASE64_TWICE = 8;

  /** A needle that is a form itself. */
  static final int FORM = 17;

  /** Not a window: hash of a short first line. */
  static final int FIRST_LINE = 18;

  /** What {@link #decode} says when the characters are right and what they encode is not. */
  static final int NEVER = Integer.MIN_VALUE;

  private static final byte[] SEXTETS = sextets();

  private Codec() {}

  private static byte[] sextets() {
    byte[] values = new byte[256];
    java.util.Arrays.fill(values, (byte) -1);
    for (int i = 0; i < 64; i++) {
      values[Forms.STANDARD.charAt(i)] = (byte) i;
      values[Forms.URL_SAFE.charAt(i)] = (byte) i;
    }
    return values;
  }

  static boolean isBase64(int code) {
    return code >= BASE64 && code < BASE64 + 3 || code >= BASE64_TWICE && code < FORM;
  }

  /** The first character that holds a bit of the value, from the origin. */
  static int first(int code) {
    if (code >= BASE64 && code < BASE64 + 3) {
      return code - BASE64;
    }
    if (code >= BASE64_TWICE && code < FORM) {
      int inner = (code - BASE64_TWICE) / 3;
      int outer = (code - BASE64_TWICE) % 3;
      return (outer + inner) * 8 / 6;
    }
    return 0;
  }

  /** More characters than a stretch of {@code length} bytes takes. */
  static int most(int code, int length) {
    return first(code) + length * 4 + 8;
  }

  /**
   * Decodes the {@code length} bytes whose encoding has its origin at {@code origin}.
   *
   * @param out takes {@code length} bytes
   * @return one past the last character read; or {@code -1 - p}, when the character at {@code p}
   *     does not belong there or {@code p} is {@code to}; or {@link #NEVER}
   */
  static int decode(int code, byte[] text, int origin, int to, int length, byte[] out) {
    if (code < HEX) {
      return base64(text, origin, to, code - BASE64, length, out);
    }
    if (code >= BASE64_TWICE) {
      int inner = (code - BASE64_TWICE) / 3;
      int outer = (code - BASE64_TWICE) % 3;
      return base64Twice(text, origin, to, inner, outer, length, out);
    }
    return code <= HEX_PARTED
        ? hex(text, origin, to, code == HEX_PARTED, length, out)
        : utf16(text, origin, to, code == UTF16_BIG, length, out);
  }

  private static int base64(byte[] text, int origin, int to, int before, int length, byte[] out) {
    for (int i = 0; i < length; i++) {
      int octet = octet(text, origin, to, (before + i) * 8);
      if (octet < 0) {
        return octet;
      }
      out[i] = (byte) octet;
    }
    return origin + ((before + length) * 8 + 5) / 6;
  }

  /** Eight bits from {@code bit} on, or {@code -1 - p} for the first character that is not one. */
  private static int octet(byte[] text, int origin, int to, int bit) {
    int at = origin + bit / 6;
    if (at >= to || at < 0 || SEXTETS[text[at] & 0xff] < 0) {
      return -1 - Math.max(at, 0);
    }
    if (at + 1 >= to || SEXTETS[text[at + 1] & 0xff] < 0) {
      return -2 - at;
    }
    int both = SEXTETS[text[at] & 0xff] << 6 | SEXTETS[text[at + 1] & 0xff];
    return both >> (4 - bit % 6) & 0xff;
  }

  private static int base64Twice(
      byte[] text, int origin, int to, int inner, int outer, int length, byte[] out) {
    int last = ((inner + length) * 8 + 5) / 6;
    int kept = 0;
    int at = 0;
    for (int i = inner; i < last; i++) {
      int octet = octet(text, origin, to, (outer + i) * 8);
      if (octet < 0) {
        return octet;
      }
      int sextet = SEXTETS[octet];
      if (sextet < 0) {
        return NEVER;
      }
      kept = (kept << 6 | sextet) & 0xffff;
      // Bits read of the value so far, when character i is in.
      int bits = (i + 1) * 6 - inner * 8;
      if (bits >= (at + 1) * 8 && at < length) {
        out[at] = (byte) (kept >> (bits - (at + 1) * 8));
        at++;
      }
    }
    return at == length ? origin + ((outer + last) * 8 + 5) / 6 : NEVER;
  }

  private static int hex(byte[] text, int origin, int to, boolean parted, int length, byte[] out) {
    int at = origin;
    for (int i = 0; i < length; i++) {
      if (parted && i > 0 && at < to && isSeparator(text[at])) {
        at++;
      }
      for (int digit = 0; digit < 2; digit++) {
        if (at >= to || at < 0 || !Bytes.isHex(text[at])) {
          return -1 - Math.max(at, 0);
        }
        out[i] = (byte) (out[i] << 4 | Character.digit(text[at], 16));
        at++;
      }
    }
    return at;
  }

  static boolean isSeparator(byte b) {
    return b == ' ' || b == ':';
  }

  /** For ASCII both orders are read as one: the value's bytes, zeros between them. */
  private static int utf16(byte[] text, int origin, int to, boolean big, int length, byte[] out) {
    int at = origin;
    int made = 0;
    int high = 0;
    while (made < length) {
      if (at >= to || at < 0) {
        return -1 - Math.max(at, 0);
      }
      boolean lastHalf = at + 1 >= to;
      int first = text[at] & 0xff;
      int second = lastHalf ? 0 : text[at + 1] & 0xff;
      int unit = big ? first << 8 | second : first | second << 8;
      if (!big && made + 1 == length && first < 0x80) {
        unit = first; // in the other order the next byte belongs to the next character
        at--;
      } else if (lastHalf) {
        return -1 - to;
      }
      at += 2;
      if (Character.isHighSurrogate((char) unit)) {
        high = unit;
        continue;
      }
      int code =
          high != 0 && Character.isLowSurrogate((char) unit)
              ? Character.toCodePoint((char) high, (char) unit)
              : unit;
      high = 0;
      int size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (made + size > length) {
        return NEVER;
      }
      if (size == 1) {
        out[made] = (byte) code;
      } else {
        out[made] = (byte) (0xf00 >> size | code >> 6 * (size - 1));
        for (int i = 1; i < size; i++) {
          out[made + i] = (byte) (0x80 | code >> 6 * (size - 1 - i) & 0x3f);
        }
      }
      made += size;
    }
    return at;
  }
}
