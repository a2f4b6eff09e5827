package dev.sealward.redaction;

import java.util.Arrays;

/**
 * What the windows of each form of a stretch look at.
 *
 * <p>All windows look at one region of the stretch, {@link Needle#REGION_BYTES} bytes or the few
 * more that an encoding needs: so whoever has keys and masks learns of that region at most.
 * Sources: base64 RFC 4648, percent-encoding RFC 3986 and the WHATWG form encoding, JSON RFC 8259,
 * HTML's character references, POSIX shell quoting.
 */
final class Forms {
  /** Longest stretch matched as one; longer values are cut into pieces that match on their own. */
  static final int MAX_PIECE_BYTES = 1024;

  /** How far into any other stretch its region may begin. */
  static final int MAX_REGION_AT = 40;

  /** Characters of a full line of a key; the region of one that begins with such is its end. */
  static final int FULL_LINE = 64;

  /**
   * How far behind the end of a first line, or behind such a byte, the region of a value may end.
   */
  static final int MAX_BEHIND_LINE = 2 * (MAX_REGION_AT + Needle.REGION_BYTES);

  /** How far into a form its windows may lie. */
  static final int MAX_WINDOW_AT = 160;

  static final String STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static final String URL_SAFE = STANDARD.replace("+/", "-_");
  private static final String LOWER = "0123456789abcdef";
  private static final String UPPER = "0123456789ABCDEF";

  /** Takes the bytes that a form's windows look at, and where in the form they stand. */
  @FunctionalInterface
  interface Taker {
    void take(int code, int at, byte[] region, int length);
  }

  private final byte[] value;
  private final int from;
  private final int to;
  private final int regionFrom;
  private final int regionTo;
  private final Taker taker;
  private final byte[] made = new byte[64];

  /**
   * @param from where the stretch begins in {@code value}, and {@code to} where it ends
   * @param regionFrom where its region begins, and {@code regionTo} where it ends
   */
  Forms(byte[] value, int from, int to, int regionFrom, int regionTo, Taker taker) {
    this.value = value;
    this.from = from;
    this.to = to;
    this.regionFrom = regionFrom;
    this.regionTo = regionTo;
    this.taker = taker;
  }

  /** The encodings. */
  void encodings() {
    for (int before = 0; before < 3; before++) {
      base64(before, STANDARD);
      base64(before, URL_SAFE);
      for (int outer = 0; outer < 3; outer++) {
        base64Twice(before, outer, STANDARD);
        base64Twice(before, outer, URL_SAFE);
      }
    }
    for (String digits : new String[] {LOWER, UPPER}) {
      hex(digits, (byte) 0);
      hex(digits, (byte) ' ');
      hex(digits, (byte) ':');
    }
    utf16(false);
    utf16(true);
    Arrays.fill(made, (byte) 0);
  }

  private void lend(int code, int at, int length) {
    taker.take(code, at, made, Math.min(length, Needle.REGION_BYTES));
  }

  /** First character, from the origin, that the region determines; and one past the last. */
  private int firstDetermined(int before) {
    return ((before + regionFrom - from) * 8 + 5) / 6;
  }

  private int pastDetermined(int before) {
    return (before + regionTo - from) * 8 / 6;
  }

  private void base64(int before, String alphabet) {
    int first = firstDetermined(before);
    int past = pastDetermined(before);
    // A region that both alphabets write alike, if there is one.
    int start = first;
    for (int at = first; at + Needle.REGION_BYTES <= past; at++) {
      if (isAlike(before, at)) {
        start = at;
        break;
      }
    }
    int length = Math.min(past - start, Needle.REGION_BYTES);
    for (int i = 0; i < length; i++) {
      made[i] = (byte) alphabet.charAt(sextet(before, start + i));
    }
    lend(Codec.BASE64 + before, start, length);
  }

  private boolean isAlike(int before, int at) {
    for (int i = 0; i < Needle.REGION_BYTES; i++) {
      if (sextet(before, at + i) >= 62) {
        return false;
      }
    }
    return true;
  }

  private int sextet(int before, int character) {
    int bit = character * 6 - before * 8;
    int at = from + bit / 8;
    int low = at + 1 < to ? value[at + 1] & 0xff : 0;
    return ((value[at] & 0xff) << 8 | low) >> (10 - bit % 8) & 0x3f;
  }

  private void base64Twice(int before, int outer, String alphabet) {
    int innerFirst = firstDetermined(before);
    int innerPast = pastDetermined(before);
    int first = ((outer + innerFirst) * 8 + 5) / 6;
    int past = Math.min((outer + innerPast) * 8 / 6, first + Needle.REGION_BYTES);
    for (int character = first; character < past; character++) {
      int bit = character * 6 - outer * 8;
      int at = bit / 8;
      int high = alphabet.charAt(sextet(before, at));
      int low = at + 1 < innerPast ? alphabet.charAt(sextet(before, at + 1)) : 0;
      made[character - first] = (byte) STANDARD.charAt((high << 8 | low) >> (10 - bit % 8) & 0x3f);
    }
    lend(Codec.BASE64_TWICE + before * 3 + outer, first, past - first);
  }

  private void hex(String digits, byte separator) {
    int length = 0;
    for (int i = regionFrom; i < regionTo && length < Needle.REGION_BYTES; i++) {
      made[length++] = (byte) digits.charAt(value[i] >> 4 & 15);
      made[length++] = (byte) digits.charAt(value[i] & 15);
      if (separator != 0) {
        made[length++] = separator;
      }
    }
    int at = regionFrom - from;
    lend(separator == 0 ? Codec.HEX : Codec.HEX_PARTED, at * (separator == 0 ? 2 : 3), length);
  }

  private void utf16(boolean big) {
    byte[] units = new byte[2 * (regionFrom - from) + Needle.REGION_BYTES + 4];
    int length = 0;
    int windowAt = -1;
    boolean ascii = true;
    for (int i = from; i < to; ) {
      int lead = value[i] & 0xff;
      int size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      if (size == 0 || i + size > to) {
        Arrays.fill(units, (byte) 0);
        return; // not UTF-8, so nothing a program would turn into UTF-16
      }
      ascii &= size == 1;
      int code = size == 1 ? lead : lead & (0xff >> (size + 1));
      for (int k = 1; k < size; k++) {
        code = code << 6 | value[i + k] & 0x3f;
      }
      windowAt = windowAt < 0 && i >= regionFrom ? length : windowAt;
      if (windowAt < 0 || length - windowAt < Needle.REGION_BYTES) {
        length = code < 0x10000 ? unit(units, code, big, length) : pair(units, code, big, length);
      }
      i += size;
    }
    if (windowAt >= 0 && !(ascii && big)) {
      int code = big ? Codec.UTF16_BIG : Codec.UTF16_LITTLE;
      System.arraycopy(units, windowAt, made, 0, length - windowAt);
      lend(code, windowAt, length - windowAt - (ascii ? 1 : 0));
      lineFeeds(units, length);
    }
    Arrays.fill(units, (byte) 0);
  }

  /** Bytes of a line feed end no line here, but text that is sent on as soon as it is in. */
  private void lineFeeds(byte[] units, int length) {
    for (int at = Bytes.indexOf(units, 0, length, (byte) '\n');
        at >= 0;
        at = Bytes.indexOf(units, at + 1, length, (byte) '\n')) {
      int first = Math.max(0, at - Needle.REGION_BYTES);
      System.arraycopy(units, first, made, 0, at + 1 - first);
      taker.take(Codec.FIRST_LINE, 0, made, at + 1 - first);
    }
  }

  private static int pair(byte[] units, int code, boolean big, int length) {
    int next = unit(units, Character.highSurrogate(code), big, length);
    return unit(units, Character.lowSurrogate(code), big, next);
  }

  private static int unit(byte[] units, int unit, boolean big, int length) {
    units[length] = (byte) (big ? unit >> 8 : unit);
    units[length + 1] = (byte) (big ? unit : unit >> 8);
    return length + 2;
  }
}
