package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Values of HTTP headers that carry credentials, as requests, dumps and command lines print them.
 */
final class Headers {
  private static final ByteClass TOKEN = ByteClass.allBut("\"'`,;<>{}()[]\\");
  private static final ByteClass COOKIE = ByteClass.allBut("\"'`;<>{},\\");
  private static final ByteClass NAME = ByteClass.of("-_");
  private static final Set<String> SCHEMES =
      Set.of(
          "basic",
          "bearer",
          "token",
          "digest",
          "negotiate",
          "ntlm",
          "apikey",
          "key",
          "oauth",
          "hawk",
          "aws4-hmac-sha256",
          "genie",
          "bot",
          "splunk",
          "dsn",
          "jwt",
          "sso-key",
          "client-id",
          "ssws");
  private static final Set<String> COOKIE_ATTRIBUTES =
      Set.of("path", "domain", "expires", "max-age", "samesite", "priority", "version");

  /** Fewest characters of a credential in a header; less is a sample. */
  private static final int FEWEST = 8;

  private Headers() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    add(anchors, "authorization", (line, at) -> authorization(line, at, 13));
    add(anchors, "bearer ", Headers::bearer);
    add(anchors, "cookie", Headers::cookies);
    for (String name :
        new String[] {
          "x-api-key",
          "x-auth-token",
          "x-auth-key",
          "x-vault-token",
          "x-amz-security-token",
          "x-goog-api-key",
          "x-gitlab-token",
          "private-token",
          "x-csrf-token",
          "x-honeycomb-team",
          "x-jfrog-art-api",
          "x-access-token",
          "x-rapidapi-key",
          "x-functions-key",
          "ocp-apim-subscription-key",
          "jenkins-crumb",
          "x-auth"
        }) {
      add(anchors, name, (line, at) -> plain(line, at + name.length()));
    }
    return anchors;
  }

  private static void add(List<Anchors.Anchor> anchors, String word, Rule rule) {
    anchors.add(new Anchors.Anchor(Bytes.ascii(word), true, rule));
  }

  /** The start of the value after a header name that ends at {@code at}, or -1. */
  private static int value(Line line, int at) {
    int next = at;
    while (next - at < 4
        && (Bytes.isQuote(line.byteAt(next))
            || line.byteAt(next) == '\\'
            || line.byteAt(next) == ']')) {
      next++;
    }
    next = line.skipBlanks(next, 8);
    byte separator = line.byteAt(next);
    if (separator != ':' && separator != '=' && !(separator == ',' && next > at)) {
      return -1;
    }
    next = line.skipBlanks(line.byteAt(next + 1) == '>' ? next + 2 : next + 1, 16);
    int first = next;
    while (next - first < 3
        && (Bytes.isQuote(line.byteAt(next))
            || line.byteAt(next) == '\\'
            || line.byteAt(next) == '[')) {
      next++;
    }
    return next;
  }

  private static void authorization(Line line, int at, int length) {
    int from = value(line, at + length);
    if (from < 0) {
      return;
    }
    int wordEnd = line.runEnd(NAME, from, 24);
    int credentials = line.skipBlanks(wordEnd, 4);
    if (credentials > wordEnd && SCHEMES.contains(Values.lower(line, from, wordEnd))) {
      secret(line, credentials, "authorization");
    } else if (Issued.looksRandom(line, from, TOKEN, 8)) {
      secret(line, from, "authorization");
    }
  }

  private static void secret(Line line, int from, String kind) {
    int stop = line.runEnd(TOKEN, from, 512);
    if (stop - from >= FEWEST
        && line.byteAt(from) != '@'
        && !isReference(line, from, stop)
        && !Placeholders.isPlaceholder(line, from, stop)) {
      // Parameters of Digest and the like follow after a comma; they are credentials too.
      if (line.byteAt(stop) == '"' && line.byteAt(stop - 1) == '=') {
        stop = Values.lineEndTrimmed(line, from);
      }
      if (stop - from == 512) {
        line.markRun(from, TOKEN, Span.HEURISTIC, kind);
      } else {
        line.mark(from, stop, Span.HEURISTIC, kind, true);
      }
    }
  }

  /** {@code token=$TOKEN}: a parameter whose value is none. */
  private static boolean isReference(Line line, int from, int to) {
    int equals = Bytes.indexOf(line.bytes(), from, Math.min(to, from + 16), (byte) '=');
    return equals > from
        && equals + 1 < to
        && Values.isWords(line, from, equals)
        && Placeholders.isPlaceholder(line, equals + 1, to);
  }

  private static void bearer(Line line, int at) {
    int from = line.skipBlanks(at + 7, 4);
    if (!Bytes.isAlphanumeric(line.byteAt(at - 1)) && Issued.looksRandom(line, from, TOKEN, 16)) {
      secret(line, from, "bearer_token");
    }
  }

  private static void plain(Line line, int at) {
    int from = value(line, at);
    if (from >= 0) {
      secret(line, from, "api_key");
    }
  }

  /** {@code name=value} pairs: the names stay, and so do the attributes of Set-Cookie. */
  private static void cookies(Line line, int at) {
    int from = value(line, at + 6);
    if (from < 0 || Bytes.isAlphanumeric(line.byteAt(at - 1))) {
      return;
    }
    for (int pairs = 0; pairs < 64 && !line.endsAt(from); pairs++) {
      int nameEnd = line.runEnd(ByteClass.DOTTED, from, 64);
      if (nameEnd == from || line.byteAt(nameEnd) != '=') {
        return;
      }
      int value = nameEnd + 1;
      int stop = line.runEnd(COOKIE, value, 512);
      if (!COOKIE_ATTRIBUTES.contains(Values.lower(line, from, nameEnd))
          && !Placeholders.isPlaceholder(line, value, stop)) {
        if (stop - value == 512) {
          line.markRun(value, COOKIE, Span.HEURISTIC, "cookie");
          return;
        }
        line.mark(value, stop, Span.HEURISTIC, "cookie", false);
      }
      int next = line.runEnd(COOKIE, stop, 4096);
      if (line.byteAt(next) != ';') {
        return;
      }
      from = line.skipBlanks(next + 1, 8);
    }
  }
}
