package dev.sealward.crypto;

import dev.sealward.crypto.MistypedRecoveryKeyException.Reason;
import dev.sealward.kernel.SecretValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The key a person keeps on paper for the day everything else is lost: an X25519 private key (RFC
 * 7748). What was sealed to its {@link RecoveryPublicKey} opens with it alone (VAULT-10).
 *
 * <p>Text form: twelve groups of five characters joined by {@code -}, in Crockford's base 32 (no I,
 * L, O or U). 52 characters are the key's 32 bytes, the last eight a checksum: the first 40 bits of
 * SHA-256 of {@code "sealward/v1", "recovery-key"} (length-prefixed, see {@link Info}) and the key.
 * Reading takes small letters, O for 0, I and L for 1, and any or no spaces and dashes.
 *
 * <p>Guarantees: the key is copied in, handed out only as {@link #text}, never printed, and zeroed
 * by {@link #close}; using it afterwards is an {@link IllegalStateException}. A mistyped text is
 * told apart from a key; one in 2<sup>40</sup> is not. Safe for use by many threads. Does not
 * protect against: whoever reads the paper; copies of the scalar that the curve arithmetic leaves
 * to the garbage collector.
 */
public final class RecoveryKey implements AutoCloseable {
  static final int KEY_BYTES = X25519.SCALAR_SIZE;

  static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int KEY_CHARS = 52;
  private static final int CHECK_CHARS = 8;
  private static final int CHECK_BYTES = 5;
  private static final int CHARS = KEY_CHARS + CHECK_CHARS;
  private static final int GROUP_CHARS = 5;
  // A longer text is refused before it is read.
  private static final int MAX_TEXT_CHARS = 256;
  private static final byte[] CHECK_DOMAIN = Info.of("sealward/v1", "recovery-key");

  private final RawKey key;
  private final RecoveryPublicKey publicKey;

  private RecoveryKey(byte[] scalar) {
    this.key = RawKey.x25519(scalar);
    this.publicKey = RecoveryPublicKey.ofScalar(scalar);
  }

  /** A new key. */
  public static RecoveryKey random(SecureRandom random) {
    byte[] scalar = new byte[KEY_BYTES];
    random.nextBytes(scalar);
    try {
      return new RecoveryKey(scalar);
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /**
   * Reads what a person typed.
   *
   * @param text the caller zeroes it
   * @throws MistypedRecoveryKeyException saying what is wrong, never echoing the text
   */
  public static RecoveryKey parse(char[] text) {
    byte[] digits = digits(text);
    byte[] keyAndCheck = new byte[KEY_BYTES + CHECK_BYTES];
    byte[] scalar = new byte[0];
    byte[] check = new byte[0];
    try {
      // The key's last character carries one bit; its other four must be zero.
      boolean canonical = fromDigits(digits, 0, KEY_CHARS, keyAndCheck, 0, KEY_BYTES);
      fromDigits(digits, KEY_CHARS, CHECK_CHARS, keyAndCheck, KEY_BYTES, CHECK_BYTES);
      scalar = Arrays.copyOf(keyAndCheck, KEY_BYTES);
      check = Arrays.copyOfRange(keyAndCheck, KEY_BYTES, keyAndCheck.length);
      if (!canonical || !MessageDigest.isEqual(check, check(scalar))) {
        throw new MistypedRecoveryKeyException(Reason.CHECKSUM);
      }
      return new RecoveryKey(scalar);
    } finally {
      Arrays.fill(digits, (byte) 0);
      Arrays.fill(keyAndCheck, (byte) 0);
      Arrays.fill(scalar, (byte) 0);
      Arrays.fill(check, (byte) 0);
    }
  }

  /** The text form, for a person to keep; the caller zeroes it. */
  public char[] text() {
    byte[] scalar = key.getEncoded();
    byte[] check = check(scalar);
    char[] text = new char[CHARS + CHARS / GROUP_CHARS - 1];
    try {
      Arrays.fill(text, '-');
      put(scalar, text, 0, KEY_CHARS);
      put(check, text, KEY_CHARS, CHECK_CHARS);
      return text;
    } finally {
      Arrays.fill(scalar, (byte) 0);
      Arrays.fill(check, (byte) 0);
    }
  }

  /** What to seal to; not secret. */
  public RecoveryPublicKey publicKey() {
    return publicKey;
  }

  /**
   * Opens what {@link RecoveryPublicKey#seal} sealed to this key.
   *
   * @return the value; the caller closes it
   * @throws UnopenableException saying why it does not open
   */
  public SecretValue open(byte[] sealed, Binding binding) {
    byte[] plaintext = openBytes(sealed, binding);
    try {
      return SecretValue.copyOf(plaintext);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  byte[] openBytes(byte[] sealed, Binding binding) {
    if (sealed.length > 0 && sealed[0] != RecoveryPublicKey.FORMAT) {
      throw new UnopenableException(UnopenableException.Reason.UNKNOWN_FORMAT);
    }
    if (sealed.length < RecoveryPublicKey.OVERHEAD_BYTES) {
      throw new UnopenableException(UnopenableException.Reason.TRUNCATED);
    }
    ByteBuffer parts = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    byte[] ephemeral = new byte[X25519.POINT_SIZE];
    parts.get(ephemeral);
    byte[] box = new byte[parts.remaining()];
    parts.get(box);
    byte[] scalar = key.getEncoded();
    byte[] shared = new byte[X25519.POINT_SIZE];
    try {
      if (!X25519.calculateAgreement(scalar, 0, ephemeral, 0, shared, 0)) {
        // A point of low order gives the same shared secret to everybody.
        throw new UnopenableException(UnopenableException.Reason.TAMPERED_OR_WRONG_KEY);
      }
      try (RawKey sealing = publicKey.sealingKey(shared, ephemeral, binding);
          Gcm gcm = new Gcm()) {
        return gcm.open(sealing, box, binding.recoveryAad(RecoveryPublicKey.FORMAT));
      }
    } finally {
      Arrays.fill(scalar, (byte) 0);
      Arrays.fill(shared, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "RecoveryKey[hidden]";
  }

  private static byte[] check(byte[] scalar) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(CHECK_DOMAIN);
      byte[] hash = sha256.digest(scalar);
      // Otherwise it keeps the result until the garbage collector takes it.
      sha256.reset();
      byte[] check = Arrays.copyOf(hash, CHECK_BYTES);
      Arrays.fill(hash, (byte) 0);
      return check;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 does not work in this Java runtime", e);
    }
  }

  /** Writes five bits a character, the last ones filled up with zeroes, leaving out the dashes. */
  private static void put(byte[] bytes, char[] text, int from, int count) {
    for (int i = 0; i < count; i++) {
      int digit = 0;
      for (int bit = 5 * i; bit < 5 * i + 5; bit++) {
        boolean one = bit < 8 * bytes.length && (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
        digit = 2 * digit + (one ? 1 : 0);
      }
      int place = from + i;
      text[place + place / GROUP_CHARS] = ALPHABET.charAt(digit);
    }
  }

  /** The reverse; false when a bit beyond the last byte is set. */
  private static boolean fromDigits(
      byte[] digits, int from, int count, byte[] bytes, int at, int length) {
    boolean restIsZero = true;
    for (int bit = 0; bit < 5 * count; bit++) {
      int one = digits[from + bit / 5] >> (4 - bit % 5) & 1;
      if (bit < 8 * length) {
        bytes[at + bit / 8] |= (byte) (one << (7 - bit % 8));
      } else {
        restIsZero &= one == 0;
      }
    }
    return restIsZero;
  }

  private static byte[] digits(char[] text) {
    byte[] digits = new byte[CHARS];
    int count = 0;
    Reason wrong = text.length > MAX_TEXT_CHARS ? Reason.LENGTH : null;
    for (int i = 0; i < text.length && wrong == null; i++) {
      if (text[i] == '-' || Character.isWhitespace(text[i])) {
        continue;
      }
      int digit = digit(text[i]);
      if (digit < 0) {
        wrong = Reason.CHARACTER;
      } else if (count == CHARS) {
        wrong = Reason.LENGTH;
      } else {
        digits[count++] = (byte) digit;
      }
    }
    if (wrong == null && count < CHARS) {
      wrong = Reason.LENGTH;
    }
    if (wrong != null) {
      Arrays.fill(digits, (byte) 0);
      throw new MistypedRecoveryKeyException(wrong);
    }
    return digits;
  }

  /** The value of a character; -1 when it has none. */
  static int digit(char c) {
    char upper = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    return switch (upper) {
      case 'O' -> 0;
      case 'I', 'L' -> 1;
      default -> ALPHABET.indexOf(upper);
    };
  }
}
