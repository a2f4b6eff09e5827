package dev.sealward.redaction;

import java.util.Arrays;

/**
 * The forms a program may print a value in.
 *
 * <p>Each form is lent to the {@link Taker} and zeroed after it returns. Every escape follows its
 * own document: base64 RFC 4648, percent-encoding RFC 3986 and the WHATWG form encoding, JSON RFC
 * 8259, HTML's character references, POSIX shell quoting.
 */
final class Forms {
  /** Longest stretch matched as one; longer forms are cut into pieces that match on their own. */
  static final int MAX_PIECE_BYTES = 4096;

  /** How far into a form its window may lie. */
  static final int MAX_WINDOW_AT = 120;

  private static final String STANDARD =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final String URL_SAFE = STANDARD.replace("+/", "-_");
  private static final String LOWER = "0123456789abcdef";
  private static final String UPPER = "0123456789ABCDEF";

  /** Takes one form; {@code flags} as in {@link Needle}. */
  @FunctionalInterface
  interface Taker {
    void take(byte[] form, int length, int flags);
  }

  private final byte[] value;
  private final Taker taker;

  private Forms(byte[] value, Taker taker) {
    this.value = value;
    this.taker = taker;
  }

  /** Hands every form of {@code value} to {@code taker}; forms may repeat. */
  static void of(byte[] value, Taker taker) {
    Forms forms = new Forms(value, taker);
    taker.take(value, value.length, 0);
    forms.lineForms();
    forms.base64(STANDARD);
    forms.base64(URL_SAFE);
    forms.hex(LOWER);
    forms.hex(UPPER);
    for (String kept : new String[] {"-._~", "-_.!~*'()", "-._~/", "-._*"}) {
      forms.percent(kept, UPPER, false);
      forms.percent(kept, LOWER, false);
      forms.percent(kept, UPPER, true);
      forms.percent(kept, LOWER, true);
    }
    forms.json();
    for (String apostrophe : new String[] {"'", "&#39;", "&#x27;", "&apos;"}) {
      forms.html("&quot;", apostrophe);
      forms.html("&#34;", apostrophe);
    }
    forms.html("\"", "'");
    forms.shell("'\\''");
    forms.shell("'\"'\"'");
  }

  private void lineForms() {
    if (Bytes.indexOf(value, 0, value.length, (byte) '\n') < 0) {
      return;
    }
    replaceLineBreaks("\r\n");
    replaceLineBreaks("\n");
    replaceLineBreaks(" ");
  }

  private void replaceLineBreaks(String with) {
    try (Plain out = new Plain(value.length)) {
      for (int i = 0; i < value.length; i++) {
        byte b = value[i];
        if (b == '\n') {
          out.add(with);
        } else if (b != '\r' || i + 1 == value.length || value[i + 1] != '\n') {
          out.add(b);
        }
      }
      out.lend(taker, 0);
    }
  }

  /**
   * The characters a value fully determines when 0, 1 or 2 unknown bytes stand before it; the flags
   * say whether a neighbour holds some of its bits.
   */
  private void base64(String alphabet) {
    for (int before = 0; before < 3; before++) {
      int bits = (before + value.length) * 8;
      int first = before == 0 ? 0 : before + 1;
      try (Plain out = new Plain(bits / 6)) {
        for (int i = first; i < bits / 6; i++) {
          out.add((byte) alphabet.charAt(sextet(i * 6 - before * 8)));
        }
        int flags = before == 0 ? 0 : Needle.BASE64_HEAD;
        out.lend(taker, bits % 6 == 0 ? flags : flags | Needle.BASE64_TAIL);
      }
    }
  }

  private int sextet(int bit) {
    int high = value[bit / 8] & 0xff;
    int low = bit / 8 + 1 < value.length ? value[bit / 8 + 1] & 0xff : 0;
    return (((high << 8) | low) >> (10 - bit % 8)) & 0x3f;
  }

  private void hex(String digits) {
    try (Plain out = new Plain(value.length * 2)) {
      for (byte b : value) {
        out.hex(b & 0xff, digits);
      }
      out.lend(taker, 0);
    }
  }

  private void percent(String kept, String digits, boolean spaceIsPlus) {
    try (Plain out = new Plain(value.length)) {
      for (byte b : value) {
        if (Bytes.isAlphanumeric(b) || kept.indexOf(b) >= 0) {
          out.add(b);
        } else if (b == ' ' && spaceIsPlus) {
          out.add((byte) '+');
        } else {
          out.add((byte) '%');
          out.hex(b & 0xff, digits);
        }
      }
      out.lend(taker, 0);
    }
  }

  private void json() {
    for (String digits : new String[] {LOWER, UPPER}) {
      for (boolean asciiOnly : new boolean[] {false, true}) {
        for (boolean htmlSafe : new boolean[] {false, true}) {
          for (boolean slash : new boolean[] {false, true}) {
            try (Plain once = new Plain(value.length);
                Plain twice = new Plain(value.length)) {
              JsonEscape escape = new JsonEscape(digits, asciiOnly, htmlSafe, slash);
              escape.write(value, value.length, once);
              once.lend(taker, 0);
              once.lend((form, length, flags) -> escape.write(form, length, twice), 0);
              twice.lend(taker, 0);
            }
          }
        }
      }
    }
  }

  private void html(String quote, String apostrophe) {
    try (Plain out = new Plain(value.length)) {
      for (byte b : value) {
        switch (b) {
          case '&' -> out.add("&amp;");
          case '<' -> out.add("&lt;");
          case '>' -> out.add("&gt;");
          case '"' -> out.add(quote);
          case '\'' -> out.add(apostrophe);
          default -> out.add(b);
        }
      }
      out.lend(taker, 0);
    }
  }

  private void shell(String apostrophe) {
    try (Plain out = new Plain(value.length)) {
      for (byte b : value) {
        if (b == '\'') {
          out.add(apostrophe);
        } else {
          out.add(b);
        }
      }
      out.lend(taker, 0);
    }
  }

  /** Growing bytes that are zeroed when they grow and when they close. */
  static final class Plain implements AutoCloseable {
    private byte[] bytes;
    private int length;

    Plain(int expected) {
      bytes = new byte[expected + 16];
    }

    void add(byte b) {
      if (length == bytes.length) {
        byte[] old = bytes;
        bytes = Arrays.copyOf(old, old.length * 2);
        Arrays.fill(old, (byte) 0);
      }
      bytes[length++] = b;
    }

    void add(String ascii) {
      for (int i = 0; i < ascii.length(); i++) {
        add((byte) ascii.charAt(i));
      }
    }

    void hex(int octet, String digits) {
      add((byte) digits.charAt(octet >> 4));
      add((byte) digits.charAt(octet & 15));
    }

    void lend(Taker taker, int flags) {
      taker.take(bytes, length, flags);
    }

    @Override
    public void close() {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
