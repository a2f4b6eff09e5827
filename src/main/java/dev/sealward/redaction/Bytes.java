package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** ASCII questions about bytes, without making strings of them. */
final class Bytes {
  private static final byte HEX = 1;
  private static final byte ALPHANUMERIC = 2;
  private static final byte BASE64 = 4;
  private static final byte SPACE = 8;
  private static final byte[] TRAITS = traits();

  private Bytes() {}

  private static byte[] traits() {
    byte[] traits = new byte[256];
    for (int b = 0; b < 128; b++) {
      byte of = (byte) b;
      boolean alphanumeric = isDigit(of) || isLetter(of);
      boolean hex = isDigit(of) || (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
      traits[b] =
          (byte)
              ((hex ? HEX : 0)
                  | (alphanumeric ? ALPHANUMERIC : 0)
                  | (alphanumeric || "+/-_".indexOf(b) >= 0 ? BASE64 : 0)
                  | (isBlank(of) || isLineBreak(of) ? SPACE : 0));
    }
    return traits;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  static boolean isUpper(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  static boolean isLower(byte b) {
    return b >= 'a' && b <= 'z';
  }

  static boolean isAlphanumeric(byte b) {
    return (TRAITS[b & 0xff] & ALPHANUMERIC) != 0;
  }

  static boolean isLowerHex(byte b) {
    return isDigit(b) || (b >= 'a' && b <= 'f');
  }

  static boolean isHex(byte b) {
    return (TRAITS[b & 0xff] & HEX) != 0;
  }

  /** The value of a digit that {@link #isHex}. */
  static int hex(byte digit) {
    return (digit & 0xf) + (digit >>> 6) * 9;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isSpace(byte b) {
    return (TRAITS[b & 0xff] & SPACE) != 0;
  }

  /** What stands in no text: a bell, an escape and the like do. */
  static boolean isControl(byte b) {
    return b >= 0 && b < 0x07 || b > 0x0d && b < ' ' && b != 0x1b || b == 0x7f;
  }

  static boolean isLineBreak(byte b) {
    return b == '\n' || b == '\r';
  }

  static boolean isQuote(byte b) {
    return b == '"' || b == '\'' || b == '`';
  }

  /** Standard and URL-safe alphabet, without padding. */
  static boolean isBase64(byte b) {
    return (TRAITS[b & 0xff] & BASE64) != 0;
  }

  /** The words of a line that blanks part; saying one twice does no harm. */
  static Set<String> words(String line) {
    return Set.copyOf(Arrays.asList(line.split(" ")));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean startsWith(byte[] bytes, int at, int end, byte[] prefix) {
    if (at < 0 || at + prefix.length > end) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** {@code lower} holds no upper-case letter of ASCII; other letters are compared as they are. */
  static boolean startsWithIgnoreCase(byte[] bytes, int at, int end, byte[] lower) {
    if (at < 0 || at + lower.length > end) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      byte b = bytes[at + i];
      if ((isUpper(b) ? b + 32 : b) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static int lastIndexOf(byte[] bytes, int from, int to, byte wanted) {
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static boolean isAscii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** How many different bytes there are; the stretch must be short. */
  static int different(byte[] bytes, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (indexOf(bytes, from, i, bytes[i]) < 0) {
        count++;
      }
    }
    return count;
  }
}
