package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Tokens that say by their format whose they are, from their providers' public documentation.
 *
 * <p>Where the format has a check, a token that fails it is no exact finding: it opens nothing, and
 * a page that shows one need not be suppressed. It may be a slip of the pen away from one that does
 * open something, so guesses mask it all the same.
 */
final class TokenFormats {
  private static final Set<String> KINDS =
      Stream.concat(
              TokenFormat.ALL.stream().map(TokenFormat::kind), Stream.of("jwt", "telegram_token"))
          .collect(Collectors.toSet());

  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int CHECK = 6;
  private static final int CHECKED = 30;

  /** Words of tokens that documentation makes up. */
  private static final Set<String> SAMPLE =
      Bytes.words("your fake dummy sample placeholder changeme replace insert redacted");

  private static final ByteClass BEFORE = ByteClass.of("_-.+/~");
  private static final ByteClass REST = ByteClass.of("_.");
  private static final ByteClass DASH = ByteClass.just("-");
  private static final byte[][] CONTINUED = {
    Bytes.ascii("api"),
    Bytes.ascii("key"),
    Bytes.ascii("token"),
    Bytes.ascii("secret"),
    Bytes.ascii("access"),
    Bytes.ascii("client"),
    Bytes.ascii("auth"),
    Bytes.ascii("private")
  };
  private static final ByteClass SEPARATORS = ByteClass.just(" \t\"'=:,>()[]?!|\\-{}");

  /** How much of a token is looked at before it is marked; a longer one is marked as a run. */
  private static final int GLANCE = 256;

  /** Last words of names of public things that look like a credential. */
  private static final Set<String> PUBLIC =
      Bytes.words(
          "commit sha sha1 sha256 md5 digest checksum hash etag trace span request build revision"
              + " rev version session run job release event correlation public app application");

  private TokenFormats() {}

  static boolean isKind(String text) {
    return KINDS.contains(text);
  }

  /** What has a prefix of its own; {@code exactOnly}: and nothing that fails its check. */
  static List<Anchors.Anchor> anchors(boolean exactOnly) {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    TokenFormat.ALL.stream()
        .filter(format -> format.place() != TokenFormat.Place.BEHIND_NAME)
        .sorted(Comparator.comparing(format -> -format.word().length()))
        .forEach(format -> anchors.add(anchor(format, exactOnly)));
    anchors.add(new Anchors.Anchor(Bytes.ascii("eyj"), false, TokenFormats::jwt));
    anchors.add(new Anchors.Anchor(Bytes.ascii(":aa"), false, TokenFormats::telegram));
    return anchors;
  }

  /** What is a credential only behind its provider's name. */
  static List<Anchors.Anchor> namedAnchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    for (TokenFormat format : TokenFormat.ALL) {
      if (format.place() == TokenFormat.Place.BEHIND_NAME) {
        byte[] name = Bytes.ascii(format.word());
        anchors.add(
            new Anchors.Anchor(
                name, true, (line, at) -> behindName(line, at, name.length, format)));
      }
    }
    return anchors;
  }

  private static Anchors.Anchor anchor(TokenFormat format, boolean exactOnly) {
    byte[] word = Bytes.ascii(format.word());
    byte[] lower = Bytes.ascii(format.word().toLowerCase(Locale.ROOT));
    return new Anchors.Anchor(lower, false, (line, at) -> token(line, at, word, format, exactOnly));
  }

  private static void token(Line line, int at, byte[] word, TokenFormat format, boolean exactOnly) {
    if (!line.startsWith(at, word) || !mayBegin(line, at, word, format)) {
      return;
    }
    int body = at + word.length;
    // Enough to decide; the whole run is read only once it is to be masked.
    int sure = format.shape().end(line, body);
    boolean inside = format.place() == TokenFormat.Place.INSIDE;
    if (sure < 0
        || (inside
            ? Placeholders.isFilled(line, body, sure)
            : sure > body && isSample(line, body, sure))) {
      return;
    }
    if (format.place() == TokenFormat.Place.CAREFUL && isPartOfName(line, at, body, sure)) {
      return;
    }
    int start = start(line, at, body, format);
    if (start < 0) {
      return;
    }
    ByteClass open = format.shape().openEnd();
    int stop = line.extent(open, sure, GLANCE);
    if (stop - sure == GLANCE) {
      line.markRun(start, sure, open, Span.EXACT, format.kind());
      return;
    }
    stop = open == ByteClass.NONE ? sure : trimmed(line, body, stop);
    int rank = format.checked() && !passesCheck(line, body, stop) ? Span.HEURISTIC : Span.EXACT;
    if (rank == Span.EXACT || !exactOnly) {
      line.mark(start, stop, rank, format.kind(), false);
    }
  }

  private static boolean mayBegin(Line line, int at, byte[] word, TokenFormat format) {
    return switch (format.place()) {
      case ANYWHERE, PREFIX_STAYS, INSIDE -> true;
      default -> !Bytes.isAlphanumeric(word[0]) || line.isTokenStart(at);
    };
  }

  /** Where the mask begins, or -1 when too little stands before the word. */
  private static int start(Line line, int at, int body, TokenFormat format) {
    if (format.place() == TokenFormat.Place.PREFIX_STAYS) {
      return body;
    }
    int start = at;
    if (format.place() == TokenFormat.Place.INSIDE) {
      while (at - start < format.before() + 32 && BEFORE.has(line.byteAt(start - 1))) {
        start--;
      }
    }
    return at - start < format.before() ? -1 : start;
  }

  /** Prefixes that file names, paths and identifiers have too. */
  private static boolean isPartOfName(Line line, int at, int body, int stop) {
    return "._-/".indexOf(line.byteAt(at - 1)) >= 0 && line.byteAt(at - 1) != 0
        || line.byteAt(stop) == '_'
        || Values.isLowerWord(line, body, stop);
  }

  /** A full stop or dash after a token ends the sentence, not the token. */
  private static int trimmed(Line line, int body, int stop) {
    int end = stop;
    while (end > body
        && (line.byteAt(end - 1) == '.'
            || line.byteAt(end - 1) == ':'
            || line.byteAt(end - 1) == '-')) {
      end--;
    }
    return end;
  }

  /**
   * The last six characters are the CRC-32 of the thirty before them, in base 62. What is longer is
   * of a kind that has no check, or names a program holds one behind the other.
   */
  private static boolean passesCheck(Line line, int body, int stop) {
    if (stop - body != CHECKED + CHECK) {
      return stop - body > CHECKED + CHECK && Issued.looksRandom(line, body, stop, CHECKED);
    }
    CRC32 crc = new CRC32();
    crc.update(line.bytes(), body, CHECKED);
    long rest = crc.getValue();
    boolean passes = true;
    for (int i = stop - 1; i >= body + CHECKED; i--) {
      passes &= line.byteAt(i) == BASE62.charAt((int) (rest % 62));
      rest /= 62;
    }
    return passes;
  }

  /**
   * Documentation writes tokens as {@code xxxx…}, with EXAMPLE in them or as {@code
   * your-token-here}; none is one.
   */
  private static boolean isSample(Line line, int from, int to) {
    int glance = Math.min(to, from + 64);
    return Bytes.different(line.bytes(), from, glance) < Math.min(5, to - from)
        || Placeholders.isFilled(line, from, glance)
        || to - from < 20 && Values.isLowerWord(line, from, to)
        || Placeholders.holdsExample(line, from, to)
        || holdsSampleWord(line, from, glance)
        || neverGoesDown(line, from, glance);
  }

  /** A table of characters, as programs hold: chance sorts none. */
  private static boolean neverGoesDown(Line line, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (line.byteAt(i) < line.byteAt(i - 1)) {
        return false;
      }
    }
    return to - from >= 16;
  }

  /** A word of its own between joints: chance puts none there. */
  private static boolean holdsSampleWord(Line line, int from, int to) {
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at < to && Bytes.isAlphanumeric(line.byteAt(at))) {
        continue;
      }
      boolean whole = at < to || !Bytes.isAlphanumeric(line.byteAt(at));
      if (whole
          && at - start >= 4
          && at - start <= 12
          && SAMPLE.contains(Values.lower(line, start, at))) {
        return true;
      }
      start = at + 1;
    }
    return false;
  }

  /** {@code <name>_api_key = "<value>"}: the rest of the name, marks, and the value's shape. */
  private static void behindName(Line line, int at, int length, TokenFormat format) {
    boolean hump = Bytes.isUpper(line.byteAt(at)) && Bytes.isLower(line.byteAt(at - 1));
    if (Bytes.isAlphanumeric(line.byteAt(at - 1)) && !hump || isWithin(line, at + length)) {
      return;
    }
    int nameEnd = line.runEnd(REST, at + length, 32);
    int value = line.runEnd(SEPARATORS, nameEnd, 16);
    if (line.runEnd(DASH, nameEnd, 16) == value) {
      return; // nothing, or part of a file's name
    }
    int stop = format.shape().end(line, value);
    if (stop < 0
        || !isIssued(line, value, stop)
        || isPublic(line, at + length, nameEnd, format.kind())) {
      return;
    }
    ByteClass open = format.shape().openEnd();
    line.mark(value, line.extent(open, stop, GLANCE), Span.HEURISTIC, format.kind(), false);
  }

  /** Whether the name goes on at {@code at}, as another word than one of a credential. */
  private static boolean isWithin(Line line, int at) {
    byte next = line.byteAt(at);
    if (!Bytes.isLetter(next) || Bytes.isUpper(next) && Bytes.isLower(line.byteAt(at - 1))) {
      return Bytes.isDigit(next);
    }
    for (byte[] word : CONTINUED) {
      if (line.startsWithIgnoreCase(at, word)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIssued(Line line, int from, int to) {
    boolean digit = false;
    boolean letter = false;
    for (int i = from; i < Math.min(to, from + 64); i++) {
      digit |= Bytes.isDigit(line.byteAt(i));
      letter |= Bytes.isLetter(line.byteAt(i));
    }
    return digit
        && letter
        && !isSample(line, from, to)
        && !Placeholders.isPlaceholder(line, from, to);
  }

  private static boolean isPublic(Line line, int wordEnd, int nameEnd, String kind) {
    if (wordEnd == nameEnd) {
      return false;
    }
    String last = Names.lastWord(line, wordEnd, nameEnd);
    return PUBLIC.contains(last)
        || (last.equals("id") ? !kind.endsWith("_id") : Names.isAbout(last));
  }

  /** RFC 7515/7516 compact form: base64url parts with dots between, the first one a JSON object. */
  private static void jwt(Line line, int at) {
    if (line.byteAt(at) != 'e'
        || line.byteAt(at + 2) != 'J'
        || line.byteAt(at - 1) == '.'
        || !line.isTokenStart(at)) {
      return;
    }
    int first = line.runEnd(ByteClass.URL_SAFE, at, 2048);
    if (first - at < 12 || line.byteAt(first) != '.' || !isJsonObject(line, at, first)) {
      return;
    }
    int second = line.runEnd(ByteClass.URL_SAFE, first + 1, 8);
    if (second - first < 5) {
      return;
    }
    line.markRun(at, ByteClass.DOTTED, Span.EXACT, "jwt");
  }

  /** Whether base64url text, which begins like one, is printable and ends with a brace. */
  private static boolean isJsonObject(Line line, int from, int to) {
    int bits = 0;
    int held = 0;
    int last = 0;
    for (int i = from; i < to; i++) {
      held = held << 6 | sextet(line.bytes()[i]);
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        last = held >>> bits & 0xff;
        if (last < ' ' && !Bytes.isSpace((byte) last) || last == 127) {
          return false;
        }
      }
    }
    return last == '}' && bits < 6;
  }

  private static int sextet(byte b) {
    if (Bytes.isUpper(b)) {
      return b - 'A';
    }
    if (Bytes.isLower(b)) {
      return b - 'a' + 26;
    }
    return Bytes.isDigit(b) ? b - '0' + 52 : b == '-' ? 62 : 63;
  }

  /** {@code <bot id>:AA…}: the id is public, yet the two only work together. */
  private static void telegram(Line line, int at) {
    int start = at;
    while (at - start <= 12 && Bytes.isDigit(line.byteAt(start - 1))) {
      start--;
    }
    int stop = line.runEnd(ByteClass.URL_SAFE, at + 1, 63);
    if (at - start >= 8
        && at - start <= 12
        && line.byteAt(at + 1) == 'A'
        && line.byteAt(at + 2) == 'A'
        && stop - at - 1 >= 34
        && stop - at - 1 <= 36) {
      line.mark(start, stop, Span.EXACT, "telegram_token", false);
    }
  }
}
