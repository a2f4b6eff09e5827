package dev.sealward.redaction;

import java.util.List;
import java.util.Set;

/**
 * Passwords beside user names: in a URL's userinfo (RFC 3986 3.2.1), also behind {@code jdbc:} and
 * the like, and in the same pair as a command line's option.
 */
final class Urls {
  private static final ByteClass AUTHORITY = ByteClass.allBut("\"'`<>/?#\\");
  private static final ByteClass PAIR = ByteClass.allBut("\"'`<>;|&\\");
  private static final int MAX_AUTHORITY = 1024;

  /** Names everybody tries first: hiding them protects nothing. */
  private static final Set<String> COMMON_USERS =
      Bytes.words(
          "root admin administrator user username guest app test sa postgres mysql mongo redis rabbit"
              + " neo4j elastic git oauth2 x-access-token token default web www api service dev"
              + " http https ftp anonymous");

  private Urls() {}

  static List<Anchors.Anchor> anchors() {
    return List.of(
        new Anchors.Anchor(Bytes.ascii("://"), true, Urls::userinfo),
        new Anchors.Anchor(Bytes.ascii(" -u "), true, (line, at) -> option(line, at + 4)),
        new Anchors.Anchor(Bytes.ascii(" --user "), true, (line, at) -> option(line, at + 8)));
  }

  /** {@code curl -u user:password}, the same pair without its URL. */
  private static void option(Line line, int at) {
    int from = Bytes.isQuote(line.byteAt(at)) ? at + 1 : at;
    int stop = line.runEnd(PAIR, from, 256);
    int colon = Bytes.indexOf(line.bytes(), from, stop, (byte) ':');
    if (colon > from && colon == stop - 1 && Bytes.isQuote(line.byteAt(stop))) {
      quotedPassword(line, stop);
      return;
    }
    if (colon > from
        && line.byteAt(from) != '<'
        && !isPlaceholder(line, from, colon, stop)
        && stop - colon > 3
        && !Values.isNumber(line, colon + 1, stop)) {
      line.mark(colon + 1, stop, Span.HEURISTIC, "password", false);
    }
  }

  /** {@code user:'password'}. */
  private static void quotedPassword(Line line, int quote) {
    int stop = line.runEnd(PAIR, quote + 1, 256);
    if (line.byteAt(stop) == line.byteAt(quote)
        && !Values.isPlaceholder(line, quote + 1, stop)
        && stop - quote > 3) {
      line.mark(quote + 1, stop, Span.HEURISTIC, "password", false);
    }
  }

  /** {@code user:[password]}, {@code test:test}: documentation, not access. */
  private static boolean isPlaceholder(Line line, int from, int colon, int stop) {
    boolean bracketed = line.byteAt(colon + 1) == '[' && line.byteAt(stop - 1) == ']';
    return bracketed
        || Values.lower(line, colon + 1, stop).equals("pass")
        || Values.lower(line, from, colon).equals(Values.lower(line, colon + 1, stop))
        || Values.isPlaceholder(line, colon + 1, stop);
  }

  private static boolean isCommonUser(Line line, int from, int to) {
    return to - from > 64
        || Values.isPlaceholder(line, from, to)
        || COMMON_USERS.contains(Values.lower(line, from, to));
  }

  private static void userinfo(Line line, int at) {
    if (!Bytes.isAlphanumeric(line.byteAt(at - 1))) {
      return;
    }
    int from = at + 3;
    // Up to four kilobytes may be a password in a URL; a quick look first keeps the rest cheap.
    int stop = line.runEnd(AUTHORITY, from, MAX_AUTHORITY);
    int host = Bytes.lastIndexOf(line.bytes(), from, stop, (byte) '@');
    if (host < 0) {
      return;
    }
    int colon = Bytes.indexOf(line.bytes(), from, host, (byte) ':');
    int start = colon < 0 ? from : colon + 1;
    if (start == host
        || Values.isPlaceholder(line, start, host)
        || (colon < 0 && !Values.looksRandom(line, from, ByteClass.LOOSE, 16))) {
      return;
    }
    if (colon > from && !isCommonUser(line, from, colon)) {
      line.mark(from, colon, Span.HEURISTIC, "url_user", false);
    }
    line.mark(start, host, Span.HEURISTIC, "url_password", false);
  }
}
