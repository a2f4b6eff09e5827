package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Literals that are arguments of calls whose name says what for: {@code login("ada", "…")}, {@code
 * hmac.new("…")}. Of a call that takes a user's name first, the others are looked at.
 */
final class Calls {
  private static final String WITH_PASSWORD =
      "login( auth( auth=( auth=[ basicauth( basic_auth( credentials( credential( authentication("
          + " connection( connect( mysqli( pdo( ldap_bind( createuser( create_user( userpassword("
          + " pw_set( wifi.begin( sequelize( credentials.basic( certificate2(";

  private static final String PASSWORD_ONLY =
      "to-securestring hashpw( bcrypt.hash( password_hash( make_password( check_password("
          + " hash::make(";

  private static final String WITH_KEY =
      "client( ::new( createclient( sign( verify( jwt.encode( jwt.decode( signwith( hmac256("
          + " hmac384( hmac512( hmac.new( hmac.digest( hash_hmac( createhmac( keyspec( aes.new("
          + " cipheriv( fernet( bot( github( cookieparser( credentials.create( twilio( .init("
          + " .start( .run( pusher( algoliasearch( getbytes(";

  private static final ByteClass LITERAL = ByteClass.allBut("\"'`");
  private static final ByteClass NAMED = ByteClass.of(".(, ");
  private static final int REACH = 160;
  private static final int ANCHOR = 4;

  private Calls() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    add(anchors, WITH_PASSWORD, MadeUp.Degree.SAID, true);
    add(anchors, PASSWORD_ONLY, MadeUp.Degree.SAID, false);
    add(anchors, WITH_KEY, MadeUp.Degree.KEY, false);
    byte[] characters = Bytes.ascii(".tochararray");
    anchors.add(
        new Anchors.Anchor(
            characters, true, (line, at) -> literal(line, at, "password", MadeUp.Degree.SAID)));
    return anchors;
  }

  private static void add(
      List<Anchors.Anchor> anchors, String calls, MadeUp.Degree degree, boolean user) {
    for (String call : calls.split(" ")) {
      byte[] text = Bytes.ascii(call);
      // Anchored at the bracket: the beginnings of the names are in many words of a log.
      int before = call.endsWith("(") ? text.length - ANCHOR : 0;
      byte[] anchor = Arrays.copyOfRange(text, before, text.length);
      anchors.add(
          new Anchors.Anchor(
              anchor,
              true,
              (line, at) -> {
                if (before == 0 || line.startsWithIgnoreCase(at - before, text)) {
                  look(line, at + anchor.length, degree, user);
                }
              }));
    }
  }

  private static void look(Line line, int from, MadeUp.Degree degree, boolean user) {
    int argument = 0;
    for (int at = from; at - from < REACH && !line.endsAt(at); at++) {
      byte b = line.byteAt(at);
      if (b == ';' || b == ')' && line.byteAt(at + 1) != ')' && argument > 0) {
        return;
      }
      argument += b == ',' ? 1 : 0;
      if (Bytes.isQuote(b)) {
        int stop = line.runEnd(LITERAL, at + 1, 256);
        if (line.byteAt(stop) != b) {
          return;
        }
        boolean first = argument == 0 && line.byteAt(stop + 1) == ',';
        if (MadeUp.is(line, at + 1, stop, first && user ? MadeUp.Degree.KEY : degree)) {
          line.mark(
              at + 1, stop, Span.HEURISTIC, degree == MadeUp.Degree.KEY ? "key" : "password", true);
        }
        at = stop;
      }
    }
  }

  /**
   * A literal that a call on the named thing takes, or stands beside it: {@code setPassword("…")},
   * {@code password.equals("…")}, {@code strcmp(password, "…")}, {@code ("#password").type("…")}.
   */
  static void around(Line line, Names.Word word, int nameEnd) {
    int at = line.runEnd(ByteClass.just("\"'`)]"), nameEnd, 4);
    boolean call = line.byteAt(at) == '(' && at == nameEnd;
    boolean member = line.byteAt(at) == '.' && ByteClass.ALPHANUMERIC.has(line.byteAt(at + 1));
    if (call) {
      at++;
    } else if (member) {
      at = line.runEnd(ByteClass.WORD, at + 1, 32);
      if (line.byteAt(at) != '(') {
        return;
      }
      at++;
    } else if (line.byteAt(at) == ',') {
      at = line.skipBlanks(at + 1, 2);
      int label = line.runEnd(ByteClass.ALPHANUMERIC, at, 8);
      at = label > at && line.byteAt(label) == ':' ? line.skipBlanks(label + 1, 2) : at;
    } else {
      return;
    }
    at = line.byteAt(at) == 'b' || line.byteAt(at) == 'N' || line.byteAt(at) == '@' ? at + 1 : at;
    byte quote = line.byteAt(at);
    int stop = line.runEnd(LITERAL, at + 1, 256);
    MadeUp.Degree degree =
        word.weight() == Names.Weight.PASSWORD ? MadeUp.Degree.SAID : MadeUp.Degree.KEY;
    if (Bytes.isQuote(quote)
        && line.byteAt(stop) == quote
        && MadeUp.is(line, at + 1, stop, degree)) {
      line.mark(at + 1, stop, Span.HEURISTIC, word.kind(), true);
    }
  }

  /** {@code "…".equals(password)}, {@code assertEquals("…", user.getPassword())}. */
  static void before(Line line, Names.Word word, int nameStart) {
    int at = nameStart - 1;
    while (nameStart - at < 32 && NAMED.has(line.byteAt(at))) {
      at--;
    }
    if (nameStart - 1 > at && "(,.".indexOf(line.byteAt(at + 1)) >= 0) {
      MadeUp.Degree degree =
          word.weight() == Names.Weight.PASSWORD ? MadeUp.Degree.SAID : MadeUp.Degree.KEY;
      literal(line, at + 1, word.kind(), degree);
    }
  }

  /** The literal that ends before {@code end}. */
  private static void literal(Line line, int end, String kind, MadeUp.Degree degree) {
    int stop = end - 1;
    int from = stop;
    while (stop - from < 128 && LITERAL.has(line.byteAt(from - 1))) {
      from--;
    }
    if (Bytes.isQuote(line.byteAt(stop))
        && line.byteAt(from - 1) == line.byteAt(stop)
        && MadeUp.is(line, from, stop, degree)) {
      line.mark(from, stop, Span.HEURISTIC, kind, true);
    }
  }
}
