package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens that say by their prefix what they are, from their providers' public documentation. */
final class TokenFormats {
  private static final Set<String> CAREFUL =
      Set.of("octopus_key", "infracost_key", "huggingface_token");

  private static final Set<String> KINDS =
      TokenTable.ROWS
          .lines()
          .map(row -> row.substring(0, row.indexOf(' ')))
          .collect(Collectors.toSet());

  /** Kinds whose prefixes occur in no word, so that they count in the middle of one, too. */
  private static final Set<String> UNMISTAKABLE =
      Set.of(
          "github_token",
          "gitlab_token",
          "slack_token",
          "stripe_key",
          "npm_token",
          "pypi_token",
          "shopify_token",
          "digitalocean_token",
          "sealward_token");

  private static final byte[] EXAMPLE = Bytes.ascii("example");

  private TokenFormats() {}

  static boolean isKind(String text) {
    return KINDS.contains(text);
  }

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    TokenTable.ROWS
        .lines()
        .map(row -> row.split(" "))
        .sorted(Comparator.comparing((String[] row) -> -row[1].length()))
        .forEach(row -> anchors.add(anchor(row)));
    anchors.add(new Anchors.Anchor(Bytes.ascii("eyj"), false, TokenFormats::jwt));
    anchors.add(new Anchors.Anchor(Bytes.ascii(":aa"), false, TokenFormats::telegram));
    return anchors;
  }

  private static Anchors.Anchor anchor(String[] row) {
    boolean keep = row[1].startsWith("+");
    byte[] prefix = Bytes.ascii(keep ? row[1].substring(1) : row[1]);
    int fewest = Integer.parseInt(row[3]);
    int most = row[4].equals("0") ? Integer.MAX_VALUE : Integer.parseInt(row[4]);
    String kind = row[0];
    ByteClass alphabet = alphabet(row[2]);
    byte[] lower =
        Bytes.ascii((keep ? row[1].substring(1) : row[1]).toLowerCase(java.util.Locale.ROOT));
    return new Anchors.Anchor(
        lower, false, (line, at) -> token(line, at, prefix, keep, alphabet, fewest, most, kind));
  }

  private static ByteClass alphabet(String name) {
    return switch (name) {
      case "upper" -> ByteClass.UPPER;
      case "word" -> ByteClass.WORD;
      case "url" -> ByteClass.URL_SAFE;
      case "base64" -> ByteClass.BASE64;
      case "dotted" -> ByteClass.DOTTED;
      case "loose" -> ByteClass.LOOSE;
      case "path" -> ByteClass.PATH;
      default -> ByteClass.ALPHANUMERIC;
    };
  }

  private static void token(
      Line line,
      int at,
      byte[] prefix,
      boolean keep,
      ByteClass alphabet,
      int fewest,
      int most,
      String kind) {
    boolean anywhere = keep || prefix[0] == '.' || UNMISTAKABLE.contains(kind);
    if (!line.startsWith(at, prefix) || (!anywhere && !line.isTokenStart(at))) {
      return;
    }
    int body = at + prefix.length;
    // Enough to decide; the whole run is read only once it is to be masked.
    int sure = line.runEnd(alphabet, body, most < 256 ? most + 1 : fewest);
    int length = sure - body;
    if (length < fewest || length > most || isSample(line, body, sure)) {
      return;
    }
    if (CAREFUL.contains(kind) && isPartOfName(line, at, body, sure)) {
      return;
    }
    int glance = line.extent(alphabet, body, 256);
    int start = keep ? body : prefix[0] == '.' ? wordStart(line, at) : at;
    if (glance - body == 256) {
      line.markRun(start, alphabet, Span.EXACT, kind);
    } else {
      line.mark(start, trimmed(line, body, glance), Span.EXACT, kind, false);
    }
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

  private static int wordStart(Line line, int at) {
    int start = at;
    while (at - start < 32 && Bytes.isAlphanumeric(line.byteAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** Documentation writes tokens as {@code xxxx…} or with EXAMPLE in them; neither is one. */
  private static boolean isSample(Line line, int from, int to) {
    if (Compiler.different(line.bytes(), from, Math.min(to, from + 64)) < 5) {
      return true;
    }
    for (int i = from; i + EXAMPLE.length <= to; i++) {
      if (line.startsWithIgnoreCase(i, EXAMPLE)) {
        return true;
      }
    }
    return false;
  }

  /** RFC 7515/7516 compact form: base64url parts with dots between, the first one a JSON object. */
  private static void jwt(Line line, int at) {
    if (line.byteAt(at) != 'e' || line.byteAt(at + 2) != 'J' || !line.isTokenStart(at)) {
      return;
    }
    int first = line.runEnd(ByteClass.URL_SAFE, at, 2048);
    if (first - at < 12 || line.byteAt(first) != '.') {
      return;
    }
    int second = line.runEnd(ByteClass.URL_SAFE, first + 1, 8);
    if (second - first < 5) {
      return;
    }
    line.markRun(at, ByteClass.DOTTED, Span.EXACT, "jwt");
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
