package dev.sealward.redaction;

import javax.crypto.Mac;

/** The buffered stretch of a stream as matchers see it, and where they put what they find. */
final class Text {
  /** {@code [0, end)} is input; eight more bytes are always readable. */
  byte[] bytes;

  int end;

  /** Offset of {@code bytes[0]} in the stream. */
  long base;

  /** Whether nothing follows {@code end}. */
  boolean atEnd;

  /** Up to here all known values are marked. */
  int knownTo;

  /** Bytes that rules and confirmations have read so far: what must stay linear in the input. */
  long work;

  private final Mac fingerprints;
  private final Spans spans;

  Text(byte[] bytes, Mac fingerprints, Spans spans) {
    this.bytes = bytes;
    this.fingerprints = fingerprints;
    this.spans = spans;
  }

  /** Marks a known value on one line. */
  void known(int start, int stop, Mask mask) {
    add(start, stop, Span.KNOWN, mask.kind(), mask.fingerprint());
  }

  /** Marks a known value whose end may be all there is so far: nothing after it is looked at. */
  void knownLines(int start, int stop, Mask mask) {
    more(start, stop, Span.KNOWN, mask.kind(), mask.fingerprint());
  }

  /**
   * Marks a key block; as with {@link #knownLines}, nothing after it is looked at. A known value is
   * looked for from the second line on, so the block has the name of the one that it ends with.
   */
  void block(int start, int stop, String kind) {
    Span known = spans.knownUpTo(base + start, base + stop);
    if (known == null) {
      more(start, stop, Span.EXACT, kind, fingerprint(start, stop, true));
    } else {
      more(start, stop, Span.EXACT, known.kind(), known.fingerprint());
    }
  }

  /** Marks a value recognised by its format; {@code escaped} says it stands in JSON escapes. */
  String found(int start, int stop, int rank, String kind, boolean escaped) {
    String fingerprint = fingerprint(start, stop, escaped);
    add(start, stop, rank, kind, fingerprint);
    return fingerprint;
  }

  /** Marks more of a value whose beginning is marked. */
  void more(int start, int stop, int rank, String kind, String fingerprint) {
    spans.add(
        new Span(
            base + start, base + stop, rank, kind, fingerprint, false, lastBreak(start, stop)));
  }

  private void add(int start, int stop, int rank, String kind, String fingerprint) {
    int first = splitsEscape(start) ? start - 1 : start;
    int last = stop < end && leavesEscape(first, stop) ? pastEscape(stop) : stop;
    boolean bare = isBareJson(first, last);
    spans.add(
        new Span(base + first, base + last, rank, kind, fingerprint, bare, lastBreak(first, last)));
  }

  private byte lastBreak(int start, int stop) {
    for (int at = stop - 1; at >= start; at--) {
      if (Bytes.isLineBreak(bytes[at])) {
        return bytes[at];
      }
    }
    return 0;
  }

  /** Where the last stretch masked so far that begins before {@code at} ends; may be negative. */
  int maskedBefore(int at) {
    return (int) Math.max(spans.endBefore(base + at) - base, -1);
  }

  /** The line break the output has right before {@link #maskedBefore}, or 0. */
  byte lineBreakBefore(int at) {
    return spans.lineBreakBefore(base + at);
  }

  /** A mask after a lone backslash would be an escape JSON does not know. */
  private boolean splitsEscape(int start) {
    return start > 0
        && "nrtbfu\"\\/".indexOf(bytes[start]) >= 0
        && backslashesBefore(start, 0) % 2 == 1;
  }

  /** The backslash at the end may escape what follows. */
  private boolean leavesEscape(int start, int stop) {
    return (bytes[stop] == '"' || bytes[stop] == '\\')
        && bytes[stop - 1] == '\\'
        && backslashesBefore(stop, start) % 2 == 1;
  }

  /**
   * A quote that is escaped must stay so, or a string would end too early; one that is not, as in
   * HTML, must stay. So the backslash stays, too.
   */
  private int pastEscape(int stop) {
    return bytes[stop] == '"' ? stop - 1 : stop + 1;
  }

  private int backslashesBefore(int at, int from) {
    int count = 0;
    while (at - count > from && count < 64 && bytes[at - count - 1] == '\\') {
      count++;
    }
    return count;
  }

  /** A number or literal in the place of a JSON value: its mask must be a string. */
  private boolean isBareJson(int start, int stop) {
    if (Bytes.isQuote(bytes[start]) || !endsJsonValue(stop)) {
      return false;
    }
    int at = spaceBefore(start);
    if (at == 0 || stop - start > 64) {
      return false;
    }
    if (bytes[at - 1] == ':') {
      int name = spaceBefore(at - 1);
      return name > 1 && bytes[name - 1] == '"' && bytes[name - 2] != '\\';
    }
    return (bytes[at - 1] == '[' || bytes[at - 1] == ',') && isNumber(start, stop);
  }

  private boolean endsJsonValue(int stop) {
    int at = stop;
    while (at < end && at - stop < 16 && Bytes.isBlank(bytes[at])) {
      at++;
    }
    return at >= end
        || bytes[at] == ','
        || bytes[at] == '}'
        || bytes[at] == ']'
        || Bytes.isLineBreak(bytes[at]);
  }

  private int spaceBefore(int at) {
    int first = at;
    while (first > 0 && at - first < 64 && Bytes.isSpace(bytes[first - 1])) {
      first--;
    }
    return first;
  }

  private boolean isNumber(int start, int stop) {
    for (int i = start; i < stop; i++) {
      if (!Bytes.isDigit(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private String fingerprint(int start, int stop, boolean escaped) {
    if (!escaped || Bytes.indexOf(bytes, start, stop, (byte) '\\') < 0) {
      fingerprints.update(bytes, start, stop - start);
    } else {
      unescape(start, stop);
    }
    return Keys.fingerprint(fingerprints.doFinal());
  }

  /** So that a value has one fingerprint, escaped or not. */
  private void unescape(int start, int stop) {
    for (int at = start; at < stop; at++) {
      if (bytes[at] != '\\' || at + 1 == stop) {
        fingerprints.update(bytes[at]);
        continue;
      }
      at++;
      int plain = "\"\\/bfnrt'".indexOf(bytes[at]);
      if (plain >= 0) {
        fingerprints.update((byte) "\"\\/\b\f\n\r\t'".charAt(plain));
      } else if (bytes[at] == 'u' && at + 4 < stop && isAsciiUnit(at + 1)) {
        fingerprints.update((byte) (hex(at + 3) << 4 | hex(at + 4)));
        at += 4;
      } else {
        fingerprints.update((byte) '\\');
        fingerprints.update(bytes[at]);
      }
    }
  }

  private boolean isAsciiUnit(int at) {
    return bytes[at] == '0'
        && bytes[at + 1] == '0'
        && hex(at + 2) < 8
        && hex(at + 2) >= 0
        && hex(at + 3) >= 0;
  }

  private int hex(int at) {
    return Character.digit(bytes[at], 16);
  }
}
