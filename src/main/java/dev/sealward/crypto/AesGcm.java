package dev.sealward.crypto;

import java.security.SecureRandom;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce and a 128-bit tag.
 *
 * <p>Guarantees: those of {@link Aead}; the key is copied in, zeroed by {@link #close}, and never
 * printed. After {@code close} every call is an {@link IllegalStateException}.
 */
public final class AesGcm implements Aead, AutoCloseable {
  private final RawKey key;
  private final SecureRandom random;

  private AesGcm(RawKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /**
   * Copies the key; the caller zeroes its own array.
   *
   * @param key 32 bytes
   * @param random where the nonces come from
   * @throws IllegalArgumentException if the key is not 32 bytes long
   */
  public static AesGcm of(byte[] key, SecureRandom random) {
    return new AesGcm(RawKey.aes256(key), random);
  }

  @Override
  public byte[] seal(byte[] plaintext, byte[] aad) {
    try (Gcm gcm = new Gcm()) {
      return gcm.seal(key, plaintext, aad, random);
    }
  }

  @Override
  public byte[] open(byte[] sealed, byte[] aad) {
    try (Gcm gcm = new Gcm()) {
      return gcm.open(key, sealed, aad);
    }
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "AesGcm[hidden]";
  }
}
