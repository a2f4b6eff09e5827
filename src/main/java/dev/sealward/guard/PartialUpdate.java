package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the component of a Faces partial response that a place of it belongs to. */
final class PartialUpdate {
  private static final byte[] OPENING = "<update id=\"".getBytes(ISO_8859_1);
  private static final byte[] RESPONSE = "<partial-response".getBytes(ISO_8859_1);
  private static final int MAX_HEAD_BYTES = 256;
  private static final int MAX_ID_CHARS = 100;
  private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_.:-]+");

  private PartialUpdate() {}

  /** The client id of the update that holds {@code offset}; empty outside a partial response. */
  static Optional<String> around(byte[] text, long offset) {
    if (!isPartial(text)) {
      return Optional.empty();
    }
    for (int at = (int) Math.min(offset, text.length - OPENING.length); at >= 0; at--) {
      if (matches(text, at, OPENING)) {
        return idAt(text, at + OPENING.length);
      }
    }
    return Optional.empty();
  }

  private static boolean isPartial(byte[] text) {
    for (int at = 0; at < Math.min(text.length, MAX_HEAD_BYTES); at++) {
      if (matches(text, at, RESPONSE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] text, int at, byte[] word) {
    if (at + word.length > text.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (text[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> idAt(byte[] text, int from) {
    int to = from;
    while (to < text.length && to - from <= MAX_ID_CHARS && text[to] != '"') {
      to++;
    }
    String id = new String(text, from, to - from, ISO_8859_1);
    boolean isId = id.length() <= MAX_ID_CHARS && CLIENT_ID.matcher(id).matches();
    return isId ? Optional.of(id) : Optional.empty();
  }
}
