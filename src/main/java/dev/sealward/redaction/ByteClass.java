package dev.sealward.redaction;

/** A set of byte values. */
final class ByteClass {
  static final ByteClass ALPHANUMERIC = of("");
  static final ByteClass NONE = new ByteClass();
  static final ByteClass DIGITS = just("0123456789");
  static final ByteClass HEX = just("0123456789abcdefABCDEF");
  static final ByteClass LOWER = just("0123456789abcdefghijklmnopqrstuvwxyz");
  static final ByteClass UPPER = just("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  static final ByteClass WORD = of("_");
  static final ByteClass URL_SAFE = of("_-");
  static final ByteClass BASE64 = of("+/=");
  static final ByteClass DOTTED = of("_-.");
  static final ByteClass LOOSE = of("_-.=+/~:");
  static final ByteClass PATH = of("_-/");
  static final ByteClass AT_PATH = of("_-/@");
  static final ByteClass ENCODED = of("_-.=+/~%");
  static final ByteClass CRYPT = of("_-./+=,*:$");

  private final boolean[] members = new boolean[256];

  private ByteClass() {}

  /** ASCII letters, digits and {@code others}. */
  static ByteClass of(String others) {
    ByteClass made = new ByteClass();
    for (int b = 0; b < 128; b++) {
      made.members[b] = Bytes.isAlphanumeric((byte) b) || others.indexOf(b) >= 0;
    }
    return made;
  }

  /** Exactly {@code these}. */
  static ByteClass just(String these) {
    ByteClass made = new ByteClass();
    for (int i = 0; i < these.length(); i++) {
      made.members[these.charAt(i)] = true;
    }
    return made;
  }

  /** Every byte but {@code others}, control characters and the space. */
  static ByteClass allBut(String others) {
    ByteClass made = new ByteClass();
    for (int b = 0; b < 256; b++) {
      made.members[b] = b > ' ' && b != 127 && others.indexOf(b) < 0;
    }
    return made;
  }

  /** Everything a line may hold. */
  static ByteClass line() {
    ByteClass made = new ByteClass();
    for (int b = 0; b < 256; b++) {
      made.members[b] = !Bytes.isLineBreak((byte) b);
    }
    return made;
  }

  boolean has(byte b) {
    return members[b & 0xff];
  }

  /** The end of the run that begins at {@code from}, not beyond {@code to}. */
  int runEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && has(bytes[at])) {
      at++;
    }
    return at;
  }
}
