package dev.sealward.redaction;

import java.util.regex.Pattern;

/** Whether a text is one JSON value (RFC 8259); strict, and only for tests. */
final class JsonSyntax {
  private static final Pattern STRING =
      Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"");
  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  private final String text;
  private int at;

  JsonSyntax(String text) {
    this.text = text;
  }

  boolean isJson() {
    return value() && blank() == 0;
  }

  private boolean value() {
    int c = blank();
    if (c == '{' || c == '[') {
      at++;
      return members(c == '{', c == '{' ? '}' : ']');
    }
    return take(STRING) || take(LITERAL);
  }

  private boolean members(boolean named, char end) {
    if (blank() == end) {
      at++;
      return true;
    }
    while (true) {
      blank();
      if (named && !(take(STRING) && blank() == ':' && at++ >= 0)) {
        return false;
      }
      if (!value()) {
        return false;
      }
      int c = blank();
      at++;
      if (c != ',') {
        return c == end;
      }
    }
  }

  private boolean take(Pattern pattern) {
    var matcher = pattern.matcher(text).region(at, text.length());
    if (matcher.lookingAt()) {
      at = matcher.end();
      return true;
    }
    return false;
  }

  private int blank() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }
}
