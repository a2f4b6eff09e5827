package dev.sealward.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Tells whether a master key is the one an installation was set up with, so that a wrong key or a
 * mistyped passphrase is noticed at once and nothing is sealed under it.
 *
 * <p>Encoding: 16 bytes, HKDF-SHA-256 of the master key without salt, info {@code "sealward/v1",
 * "key-check"}; kept in the clear beside the key's version.
 *
 * <p>Guarantee: tells nothing about a 256-bit key or the keys derived from it; compared in constant
 * time. Does not protect against: guessing a weak passphrase offline, which any sealed value allows
 * just as well; that is what scrypt's cost is for.
 */
public final class KeyCheck {
  private static final int BYTES = 16;

  private final byte[] value;

  private KeyCheck(byte[] own) {
    this.value = own;
  }

  /**
   * The check value of a master key, to be stored.
   *
   * @param masterKey 32 bytes; the caller zeroes it
   * @throws IllegalArgumentException if it is not 32 bytes long
   */
  public static KeyCheck of(byte[] masterKey) {
    if (masterKey.length != RawKey.AES_256_BYTES) {
      throw new IllegalArgumentException(
          "a master key must be " + RawKey.AES_256_BYTES + " bytes long");
    }
    byte[] info = Info.of("sealward/v1", "key-check");
    return new KeyCheck(Hkdf.derive(masterKey, new byte[0], info, BYTES));
  }

  /**
   * A check value read back from where it was stored.
   *
   * @throws IllegalArgumentException if it is not 16 bytes long
   */
  public static KeyCheck stored(byte[] value) {
    if (value.length != BYTES) {
      throw new IllegalArgumentException("a key check value is " + BYTES + " bytes long");
    }
    return new KeyCheck(value.clone());
  }

  /** Whether this is the check value of that master key. */
  public boolean accepts(byte[] masterKey) {
    KeyCheck other = of(masterKey);
    try {
      return MessageDigest.isEqual(value, other.value);
    } finally {
      Arrays.fill(other.value, (byte) 0);
    }
  }

  /** A copy of the 16 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  @Override
  public String toString() {
    return "KeyCheck[hidden]";
  }
}
