package dev.sealward.crypto;

/**
 * Authenticated encryption with associated data, under one key.
 *
 * <p>Sealed form: {@code nonce (12) ‖ ciphertext (as long as the plaintext) ‖ tag (16)}. The
 * associated data is not part of it: whoever opens must know what the sealed bytes belong to.
 * {@link Info#of} builds associated data that cannot be confused with another's.
 *
 * <p>Guarantees: plaintext is hidden except for its length; nothing is returned from bytes that
 * were not sealed under this key with the same associated data. Does not protect against: an old
 * sealed value put back in its own place (replay), traffic analysis by length, more than
 * 2<sup>32</sup> seals under one key.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Aead {

  /**
   * Encrypts under a fresh random nonce and binds the result to {@code aad}.
   *
   * @param plaintext may be empty; the caller zeroes it
   * @param aad what the sealed bytes belong to
   * @throws IllegalArgumentException if {@code aad} is empty
   */
  byte[] seal(byte[] plaintext, byte[] aad);

  /**
   * Verifies and decrypts.
   *
   * @return the plaintext; the caller zeroes it
   * @throws UnopenableException if it is too short, was altered, or was sealed under another key or
   *     with other associated data
   * @throws IllegalArgumentException if {@code aad} is empty
   */
  byte[] open(byte[] sealed, byte[] aad);
}
