package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a piece of a value can still be read in a text: reads the text back by every
 * decoding, and by decodings of decodings, and looks for {@link #PIECE} of its bytes in a row.
 *
 * <p>Knows nothing of the engine. It decodes more than any program would, so that a piece it cannot
 * find is not there; {@code FormsTest} proves that it reads every form that is not masked.
 */
final class Readings {
  /** Consecutive bytes of a value, white space aside, that count as readable. */
  static final int PIECE = 8;

  private static final int DEPTH = 3;
  private static final Pattern MASK = Pattern.compile("\\[masked:[a-z0-9_]{1,40}:[0-9a-f]{4}]");
  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final Pattern OCTET = Pattern.compile("0x([0-9a-fA-F]{2}),? ?");
  private static final Pattern BACKSLASHED =
      Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|(.))");
  private static final Pattern REFERENCE =
      Pattern.compile("&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{11,}");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{16,}");
  private static final Pattern HEX_SEPARATOR = Pattern.compile("[ :,-]");
  private static final String SEXTETS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final Set<Long> pieces = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  private Readings(String value) {
    String plain = withoutSpace(latin(bytes(value)));
    for (int at = 0; at + PIECE <= plain.length(); at++) {
      pieces.add(piece(plain, at));
    }
  }

  /** Whether a piece of {@code value} can be read in {@code text}, masks aside. */
  static boolean holdsPiece(byte[] text, String value) {
    return new Readings(value).reads(MASK.matcher(latin(text)).replaceAll("\u0001"));
  }

  /** Whether all of {@code value} can be read in {@code text}; white space aside. */
  static boolean holdsAll(byte[] text, String value) {
    Readings readings = new Readings(value);
    String plain = withoutSpace(latin(bytes(value)));
    return readings.all(latin(text)).stream().anyMatch(read -> withoutSpace(read).contains(plain));
  }

  /** Everything {@code text} may be read as. */
  private Set<String> all(String text) {
    pieces.clear();
    reads(text);
    return seen;
  }

  private boolean reads(String text) {
    List<String> now = List.of(text);
    seen.add(text);
    for (int depth = 0; ; depth++) {
      for (String read : now) {
        if (holdsPiece(withoutSpace(read))) {
          return true;
        }
      }
      if (depth == DEPTH) {
        return false;
      }
      List<String> next = new ArrayList<>();
      for (String read : now) {
        for (String decoded : decodings(read, depth == 0)) {
          if (decoded.length() >= PIECE && seen.add(decoded)) {
            next.add(decoded);
          }
        }
      }
      now = next;
    }
  }

  private boolean holdsPiece(String text) {
    for (int at = 0; at + PIECE <= text.length(); at++) {
      if (pieces.contains(piece(text, at))) {
        return true;
      }
    }
    return false;
  }

  private static long piece(String text, int at) {
    long piece = 0;
    for (int i = 0; i < PIECE; i++) {
      piece = piece << 8 | text.charAt(at + i);
    }
    return piece;
  }

  private static List<String> decodings(String text, boolean asPrinted) {
    List<String> all = new ArrayList<>();
    all.add(percent(text));
    all.add(percent(text.replace("+", "%20")));
    all.add(backslashed(text));
    all.add(referenced(text));
    all.add(text.replace("''", "'"));
    all.add(text.replace("'\\''", "'"));
    all.add(text.replace("'\"'\"'", "'"));
    all.add(OCTET.matcher(text).replaceAll(m -> Matcher.quoteReplacement(octet(m.group(1)))));
    for (int before = 0; before < 4; before++) {
      all.add(base64(withoutSpace(text), before));
    }
    for (int before = 0; before < 2; before++) {
      all.add(hex(HEX_SEPARATOR.matcher(text).replaceAll(""), before));
    }
    if (asPrinted) {
      for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        for (int before = 0; before < 2; before++) {
          byte[] units = text.substring(before).getBytes(StandardCharsets.ISO_8859_1);
          all.add(latin(bytes(new String(units, charset))));
        }
      }
    }
    return all;
  }

  private static String percent(String text) {
    return PERCENT.matcher(text).replaceAll(m -> Matcher.quoteReplacement(octet(m.group(1))));
  }

  private static String octet(String digits) {
    return String.valueOf((char) Integer.parseInt(digits, 16));
  }

  private static String backslashed(String text) {
    StringBuilder out = new StringBuilder();
    Matcher matcher = BACKSLASHED.matcher(text);
    int at = 0;
    int high = 0;
    while (matcher.find()) {
      out.append(text, at, matcher.start());
      int unit = matcher.group(1) == null ? -1 : Integer.parseInt(matcher.group(1), 16);
      if (unit >= 0 && Character.isHighSurrogate((char) unit)) {
        high = unit;
      } else if (unit >= 0 && Character.isLowSurrogate((char) unit) && high != 0) {
        out.append(utf8(Character.toCodePoint((char) high, (char) unit)));
      } else if (unit >= 0) {
        out.append(utf8(unit));
      } else if (matcher.group(2) != null) {
        out.append(octet(matcher.group(2)));
      } else if (matcher.group(3) != null) {
        out.append((char) Integer.parseInt(matcher.group(3), 8));
      } else {
        int control = "ntr".indexOf(matcher.group(4));
        out.append(control < 0 ? matcher.group(4) : "\n\t\r".substring(control, control + 1));
      }
      at = matcher.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String referenced(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            m -> {
              if (m.group(3) != null) {
                return switch (m.group(3)) {
                  case "amp" -> "&";
                  case "lt" -> "<";
                  case "gt" -> ">";
                  case "quot" -> "\"";
                  default -> "'";
                };
              }
              int code =
                  m.group(1) != null
                      ? Integer.parseInt(m.group(1), 16)
                      : Integer.parseInt(m.group(2));
              return code > Character.MAX_CODE_POINT ? "" : Matcher.quoteReplacement(utf8(code));
            });
  }

  private static String utf8(int code) {
    return latin(bytes(Character.toString(code)));
  }

  /** Each run of base64, as if {@code before} characters of its first group were missing. */
  private static String base64(String text, int before) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Matcher runs = BASE64.matcher(text);
    while (runs.find()) {
      String run = runs.group().replace('-', '+').replace('_', '/');
      int bits = before * 6;
      int kept = 0;
      for (int i = 0; i < run.length(); i++) {
        kept = (kept << 6 | SEXTETS.indexOf(run.charAt(i))) & 0xffff;
        bits += 6;
        if (bits % 24 % 8 < 6 && i > 0) {
          out.write(kept >> bits % 8);
        }
      }
      out.write('\n');
    }
    return latin(out.toByteArray());
  }

  private static String hex(String text, int before) {
    StringBuilder out = new StringBuilder();
    Matcher runs = HEX.matcher(text);
    while (runs.find()) {
      String run = runs.group();
      for (int at = before; at + 2 <= run.length(); at += 2) {
        out.append((char) Integer.parseInt(run.substring(at, at + 2), 16));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String withoutSpace(String text) {
    return SPACE.matcher(text).replaceAll("");
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
