package dev.sealward.redaction;

import java.util.List;
import java.util.Set;

/**
 * Pairs of a user's name and a password behind a word that announces one: {@code credentials are
 * ada / …}, {@code login with ada/…}, {@code auth: ada:…}; and in what drivers call a DSN: {@code
 * ada:…@tcp(host)}, {@code ada/…@host:1521}.
 */
final class Logins {
  private static final Set<String> LINKS =
      Bytes.words("are is with as for attempt from : = - the und et mit using via");
  private static final ByteClass JOINT = ByteClass.just(":=\"' \t[(");
  private static final ByteClass PAIR = ByteClass.allBut("\"'`<>,;()[]{}|");

  private Logins() {}

  static List<Anchors.Anchor> anchors() {
    return List.of(
        anchor("login", (line, at) -> named(line, at, at + 5)),
        anchor("logins", (line, at) -> named(line, at, at + 6)),
        anchor("zugangsdaten", (line, at) -> look(line, at + 12)),
        anchor("serpass", (line, at) -> look(line, at + 7)),
        anchor("htpasswd", (line, at) -> look(line, at + 8)),
        anchor("--creds", (line, at) -> look(line, at + 7)),
        anchor("-creds", (line, at) -> look(line, at + 6)),
        anchor("@tcp(", Logins::dsn),
        anchor("@unix(", Logins::dsn),
        anchor(":1521", Logins::oracle),
        anchor(" -a ", (line, at) -> Commands.pair(line, at + 4)),
        anchor("e:thin:", (line, at) -> Commands.pair(line, at + 7)),
        anchor("oracle:oci:", (line, at) -> Commands.pair(line, at + 11)));
  }

  private static Anchors.Anchor anchor(String text, Rule rule) {
    return new Anchors.Anchor(Bytes.ascii(text), true, rule);
  }

  private static void named(Line line, int at, int end) {
    if (!Bytes.isAlphanumeric(line.byteAt(at - 1)) && !Bytes.isAlphanumeric(line.byteAt(end))) {
      look(line, end);
    }
  }

  /** Looks for a pair behind the word that ends at {@code end}. */
  static void look(Line line, int end) {
    int at = line.runEnd(JOINT, end, 6);
    for (int words = 0; words < 3 && at > end; words++) {
      int stop = line.runEnd(PAIR, at, 256);
      if (isPair(line, at, stop)) {
        Commands.pair(line, at);
        return;
      }
      if (apart(line, at, stop)) {
        return;
      }
      if (stop - at > 8 || !LINKS.contains(Values.lower(line, at, stop))) {
        return;
      }
      at = line.runEnd(JOINT, stop, 4);
    }
  }

  private static boolean isPair(Line line, int from, int stop) {
    int user = ByteClass.DOTTED.runEnd(line.bytes(), from, stop);
    return user > from + 1
        && user < stop - 1
        && ":/".indexOf(line.byteAt(user)) >= 0
        && !Values.isNumber(line, from, user);
  }

  /** {@code ada / …}. */
  private static boolean apart(Line line, int from, int stop) {
    if (stop == from || line.byteAt(stop) != ' ' || line.byteAt(stop + 1) != '/') {
      return false;
    }
    int start = line.skipBlanks(stop + 2, 2);
    int end = line.runEnd(PAIR, start, 128);
    if (MadeUp.is(line, start, end, MadeUp.Degree.SAID)) {
      line.mark(start, end, Span.HEURISTIC, "password", false);
    }
    return true;
  }

  private static void oracle(Line line, int at) {
    int sign = at;
    while (at - sign < 64 && line.byteAt(sign) != '@' && isHost(line.byteAt(sign - 1))) {
      sign--;
    }
    if (line.byteAt(sign - 1) == '@') {
      dsn(line, sign - 1);
    }
  }

  private static boolean isHost(byte b) {
    return ByteClass.PATH.has(b) || b == '.';
  }

  /** What stands before the sign at {@code sign}: a name, a joint and the password. */
  private static void dsn(Line line, int sign) {
    int from = sign;
    while (sign - from < 96 && PAIR.has(line.byteAt(from - 1))) {
      from--;
    }
    int user = ByteClass.DOTTED.runEnd(line.bytes(), from, sign);
    if (user > from
        && user < sign
        && ":/".indexOf(line.byteAt(user)) >= 0
        && line.byteAt(user + 1) != '/'
        && MadeUp.is(line, user + 1, sign, MadeUp.Degree.SAID)) {
      line.mark(user + 1, sign, Span.HEURISTIC, "password", false);
    }
  }
}
