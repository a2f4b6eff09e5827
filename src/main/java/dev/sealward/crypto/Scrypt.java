package dev.sealward.crypto;

import dev.sealward.kernel.SecretValue;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914): a key from a passphrase, slow and memory-hard on purpose (HOME-03). Run once
 * per start, never per credential.
 *
 * <p>Guarantee: each guess at the passphrase costs as much time and memory as the {@link
 * ScryptParameters} say. Does not protect against: a passphrase that is guessed in a few tries.
 */
public final class Scrypt {
  private static final int KEY_BYTES = 32;

  private Scrypt() {}

  /**
   * Derives 32 bytes.
   *
   * @param passphrase taken as UTF-8 as typed, without Unicode normalisation; the caller zeroes it
   * @return the key; the caller zeroes it
   * @throws IllegalArgumentException if the passphrase is empty
   */
  public static byte[] derive(char[] passphrase, ScryptParameters parameters) {
    if (passphrase.length == 0) {
      throw new IllegalArgumentException("the passphrase must not be empty");
    }
    try (SecretValue utf8 = SecretValue.copyOf(passphrase)) {
      return utf8.use(
          bytes ->
              derive(
                  bytes,
                  parameters.salt(),
                  parameters.n(),
                  parameters.r(),
                  parameters.p(),
                  KEY_BYTES));
    }
  }

  /** Without bounds, for the RFC's own vectors. */
  static byte[] derive(byte[] passphrase, byte[] salt, int n, int r, int p, int lengthBytes) {
    return SCrypt.generate(passphrase, salt, n, r, p, lengthBytes);
  }
}
