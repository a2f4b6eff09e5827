package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * What follows a token's prefix: runs of characters and literals, one after the other.
 *
 * <p>Written as a letter for the class and a count for each run ({@code a36}, {@code u20-24},
 * {@code h40+} for forty or more, which only the last may be), and the marks between them as they
 * are; {@code 'us'} is literal text, {@code -} alone is nothing. Classes: {@code a} letters and
 * digits, {@code h} hex, {@code l} lower case and digits, {@code U} upper case and digits, {@code
 * d} digits, {@code w} a and {@code _}, {@code u} w and {@code -}, {@code b} a and {@code +/=},
 * {@code o} u and {@code .}, {@code z} o and {@code =+/~:}, {@code p} u and {@code /}, {@code @} p
 * and {@code @}, {@code %} percent-encoded z, {@code $} what crypt strings are of.
 *
 * <p>Each run takes all it can get, so that matching looks at every byte once.
 */
final class Shape {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  /** A run of {@code members}, or the literal {@code text} when that is not empty. */
  record Part(ByteClass members, char letter, int fewest, int most, byte[] text) {}

  private final List<Part> parts;

  private Shape(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static Shape parse(String written) {
    List<Part> parts = new ArrayList<>();
    int at = written.equals("-") ? 1 : 0;
    while (at < written.length()) {
      char letter = written.charAt(at);
      if (letter == '\'') {
        int close = written.indexOf('\'', at + 1);
        parts.add(literal(written.substring(at + 1, close)));
        at = close + 1;
      } else if (at + 1 < written.length() && Character.isDigit(written.charAt(at + 1))) {
        int fewestEnd = digitsEnd(written, at + 1);
        int fewest = Integer.parseInt(written.substring(at + 1, fewestEnd));
        int most = fewest;
        at = fewestEnd;
        if (at < written.length() && written.charAt(at) == '+') {
          most = NO_LIMIT;
          at++;
        } else if (digitsEnd(written, at + 1) > at + 1 && written.charAt(at) == '-') {
          int mostEnd = digitsEnd(written, at + 1);
          most = Integer.parseInt(written.substring(at + 1, mostEnd));
          at = mostEnd;
        }
        parts.add(new Part(members(letter), letter, fewest, most, new byte[0]));
      } else {
        parts.add(literal(String.valueOf(letter)));
        at++;
      }
    }
    return new Shape(parts);
  }

  private static int digitsEnd(String written, int from) {
    int at = from;
    while (at < written.length() && Character.isDigit(written.charAt(at))) {
      at++;
    }
    return at;
  }

  private static Part literal(String text) {
    return new Part(ByteClass.ALPHANUMERIC, '\'', 0, 0, Bytes.ascii(text));
  }

  private static ByteClass members(char letter) {
    return switch (letter) {
      case 'a' -> ByteClass.ALPHANUMERIC;
      case 'h' -> ByteClass.HEX;
      case 'l' -> ByteClass.LOWER;
      case 'U' -> ByteClass.UPPER;
      case 'd' -> ByteClass.DIGITS;
      case 'w' -> ByteClass.WORD;
      case 'u' -> ByteClass.URL_SAFE;
      case 'b' -> ByteClass.BASE64;
      case 'o' -> ByteClass.DOTTED;
      case 'z' -> ByteClass.LOOSE;
      case 'p' -> ByteClass.PATH;
      case '@' -> ByteClass.AT_PATH;
      case '%' -> ByteClass.ENCODED;
      case '$' -> ByteClass.CRYPT;
      default -> throw new IllegalArgumentException("no class of characters: " + letter);
    };
  }

  /** The parts in order: what samples are made from. */
  List<Part> parts() {
    return parts;
  }

  /** The class that goes on without limit at the end, or the empty one. */
  ByteClass openEnd() {
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    return last != null && last.most == NO_LIMIT ? last.members : ByteClass.NONE;
  }

  /**
   * Where the text of this shape ends that begins at {@code from}, or -1. An open end is read as
   * far as its fewest only: the rest is for who masks it.
   */
  int end(Line line, int from) {
    int at = from;
    for (Part part : parts) {
      if (part.text.length > 0) {
        if (!line.startsWith(at, part.text)) {
          return -1;
        }
        at += part.text.length;
        continue;
      }
      int most = part.most == NO_LIMIT ? part.fewest : part.most + 1;
      int stop = line.runEnd(part.members, at, most);
      if (stop - at < part.fewest || stop - at > part.most) {
        return -1;
      }
      at = stop;
    }
    return at;
  }
}
