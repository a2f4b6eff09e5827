package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Passwords beside user names: in a URL's userinfo (RFC 3986 3.2.1), also behind {@code jdbc:} and
 * the like, in the same pair as a command line's option, and in connection strings. The user's name
 * is masked with the password, unless it is one that everybody tries first.
 */
final class Urls {
  private static final ByteClass AUTHORITY = ByteClass.allBut("\"'`<>/?#\\");
  private static final ByteClass PAIR = ByteClass.allBut("\"'`<>;|&\\");
  private static final ByteClass LOGIN = ByteClass.allBut("\"'`<>;&");
  private static final ByteClass UNESCAPED = ByteClass.allBut("\"'`<>()\\");
  private static final ByteClass PARAMETER = ByteClass.allBut("\"'`<>()\\&#");
  private static final byte[] PASSWORD = Bytes.ascii("password");
  private static final byte[] PWD = Bytes.ascii("pwd");
  private static final int MAX_AUTHORITY = 1024;

  /** Anybody tries all shorter ones. */
  private static final int FEWEST = 4;

  /** Names everybody tries first: hiding them protects nothing. */
  private static final Set<String> COMMON_USERS =
      Bytes.words(
          "root admin administrator user username guest app test sa postgres mysql mongo redis"
              + " rabbit neo4j elastic git oauth2 x-access-token token default web www api service"
              + " dev http https ftp anonymous");

  /** What carries a credential in a query, and is an ordinary word elsewhere. */
  private static final String PARAMETERS = "key sig signature code jwt session sid appid";

  private Urls() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    for (String name : PARAMETERS.split(" ")) {
      anchors.add(new Anchors.Anchor(Bytes.ascii("?" + name + "="), true, Urls::query));
      anchors.add(new Anchors.Anchor(Bytes.ascii("&" + name + "="), true, Urls::query));
    }
    anchors.add(new Anchors.Anchor(Bytes.ascii("_pat="), true, Urls::query));
    anchors.addAll(fixed());
    return anchors;
  }

  private static List<Anchors.Anchor> fixed() {
    return List.of(
        new Anchors.Anchor(Bytes.ascii("://"), true, Urls::userinfo),
        new Anchors.Anchor(Bytes.ascii("user id"), true, (line, at) -> login(line, at, 7)),
        new Anchors.Anchor(Bytes.ascii("userid"), true, (line, at) -> login(line, at, 6)),
        new Anchors.Anchor(Bytes.ascii("user="), true, (line, at) -> login(line, at, 4)),
        new Anchors.Anchor(Bytes.ascii("uid="), true, (line, at) -> login(line, at, 3)),
        new Anchors.Anchor(Bytes.ascii(" --user="), true, (line, at) -> option(line, at + 8)),
        new Anchors.Anchor(Bytes.ascii(" -u "), true, (line, at) -> option(line, at + 4)),
        new Anchors.Anchor(Bytes.ascii(" --user "), true, (line, at) -> option(line, at + 8)));
  }

  /** {@code ;User Id=…;Password=…}, in any order. */
  private static void login(Line line, int at, int length) {
    int equals = line.skipBlanks(at + length, 4);
    if (Bytes.isLetter(line.byteAt(at - 1)) || line.byteAt(equals) != '=') {
      return;
    }
    int from = line.skipBlanks(equals + 1, 4);
    int stop = line.runEnd(LOGIN, from, 64);
    if (stop > from
        && (line.byteAt(stop) == ';' || line.byteAt(at - 1) == ';')
        && (isPassword(line, line.skipBlanks(stop + 1, 4)) || hasPasswordBefore(line, at))
        && !isCommonUser(line, from, stop)) {
      line.mark(from, stop, Span.HEURISTIC, "login", false);
    }
  }

  private static boolean hasPasswordBefore(Line line, int at) {
    for (int i = at - 1; at - i < 128 && !Bytes.isLineBreak(line.byteAt(i)); i--) {
      if (line.byteAt(i) == ';' && isPassword(line, line.skipBlanks(i + 1, 4))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassword(Line line, int at) {
    return line.startsWithIgnoreCase(at, PASSWORD) || line.startsWithIgnoreCase(at, PWD);
  }

  /** {@code curl -u user:password}, the same pair without its URL. */
  private static void option(Line line, int at) {
    int from = Bytes.isQuote(line.byteAt(at)) ? at + 1 : at;
    int stop = line.runEnd(PAIR, from, 256);
    int colon = Bytes.indexOf(line.bytes(), from, stop, (byte) ':');
    if (colon > from && colon == stop - 1 && Bytes.isQuote(line.byteAt(stop))) {
      quotedPassword(line, stop);
    }
    if (colon > from && MadeUp.is(line, from, colon, MadeUp.Degree.KEY)) {
      line.mark(from, colon, Span.HEURISTIC, "token", false); // in place of a user
    }
    if (colon < 0) {
      apart(line, Bytes.isQuote(line.byteAt(stop)) ? stop + 1 : stop);
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

  /** {@code -u user -p password}, of whatever command. */
  private static void apart(Line line, int stop) {
    int at = line.skipBlanks(stop, 4);
    byte letter = line.byteAt(at + 1);
    if (line.byteAt(at) == '-' && (letter | 0x20) == 'p' && line.byteAt(at + 2) == ' ') {
      int from = line.skipBlanks(at + 3, 4);
      from += Bytes.isQuote(line.byteAt(from)) ? 1 : 0;
      int end = line.runEnd(PAIR, from, 256);
      if (MadeUp.is(line, from, end, MadeUp.Degree.SAID)) {
        line.mark(from, end, Span.HEURISTIC, "password", false);
      }
    }
  }

  /** {@code user:'password'}. */
  private static void quotedPassword(Line line, int quote) {
    int stop = line.runEnd(PAIR, quote + 1, 256);
    if (line.byteAt(stop) == line.byteAt(quote)
        && !Placeholders.isPlaceholder(line, quote + 1, stop)
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
        || Placeholders.isPlaceholder(line, colon + 1, stop);
  }

  private static boolean isCommonUser(Line line, int from, int to) {
    return to - from > 64
        || !Values.isWords(line, from, to) && Placeholders.isPlaceholder(line, from, to)
        || COMMON_USERS.contains(Values.lower(line, from, to));
  }

  /** A password with a mark in it that a URL would have escaped. */
  private static void unescaped(Line line, int from, int stop) {
    int colon = Bytes.indexOf(line.bytes(), from, stop, (byte) ':');
    if (colon < 0 || Values.isNumber(line, colon + 1, stop) || line.endsAt(stop)) {
      return;
    }
    int most = line.runEnd(UNESCAPED, stop, 64);
    int host = Bytes.lastIndexOf(line.bytes(), stop, most, (byte) '@');
    if (host > 0
        && ByteClass.ALPHANUMERIC.has(line.byteAt(host + 1))
        && MadeUp.is(line, colon + 1, host, MadeUp.Degree.SAID)) {
      line.mark(colon + 1, host, Span.HEURISTIC, "url_password", false);
    }
  }

  /** {@code ?sig=…}: names that say little elsewhere. */
  private static void query(Line line, int at) {
    int end = line.runEnd(ByteClass.WORD, at + 1, 16);
    int stop = line.runEnd(PARAMETER, end + 1, 512);
    if (line.byteAt(end) == '='
        && Issued.looksRandom(line, end + 1, stop, 16)
        && !Issued.isUuid(line, end + 1, stop)) {
      line.mark(end + 1, stop, Span.HEURISTIC, "url_parameter", false);
    }
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
      unescaped(line, from, stop);
      return;
    }
    int colon = Bytes.indexOf(line.bytes(), from, host, (byte) ':');
    int start = colon < 0 ? from : colon + 1;
    if (host - start < FEWEST
        || (colon < 0
            ? Placeholders.isPlaceholder(line, start, host)
            : isPlaceholder(line, from, colon, host))
        || (colon < 0 && !Issued.looksRandom(line, from, ByteClass.LOOSE, 16))) {
      return;
    }
    if (colon > from && !isCommonUser(line, from, colon)) {
      line.mark(from, colon, Span.HEURISTIC, "url_user", false);
    }
    line.mark(start, host, Span.HEURISTIC, "url_password", false);
  }
}
