package dev.sealward.crypto;

import dev.sealward.crypto.UnopenableException.Reason;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The one place that talks to the JDK's AES-GCM; the sealed form is {@link Aead}'s.
 *
 * <p>The JDK's cipher keeps a copy of its key and the round keys until the garbage collector takes
 * it, but overwrites both when it is given another key. So one cipher serves a few operations in a
 * row, and is given a key of zeroes, under which nothing is encrypted, by {@link #close}.
 *
 * <p>Not thread-safe: made, used and closed by one caller.
 */
final class Gcm implements AutoCloseable {
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;
  static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final RawKey NO_KEY = RawKey.aes256(new byte[RawKey.AES_256_BYTES]);
  private static final GCMParameterSpec NO_NONCE =
      new GCMParameterSpec(8 * TAG_BYTES, new byte[NONCE_BYTES]);

  private final Cipher cipher;
  private boolean closed;

  Gcm() {
    try {
      cipher = Cipher.getInstance(TRANSFORMATION);
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  byte[] seal(RawKey key, byte[] plaintext, byte[] aad, SecureRandom random) {
    requireAad(aad);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return sealWithNonce(key, nonce, plaintext, aad);
  }

  /** For {@link #seal} and for published test vectors only: a nonce used twice breaks GCM. */
  byte[] sealWithNonce(RawKey key, byte[] nonce, byte[] plaintext, byte[] aad) {
    byte[] sealed = Arrays.copyOf(nonce, Math.addExact(OVERHEAD_BYTES, plaintext.length));
    encrypt(key, nonce, aad, plaintext, plaintext.length, sealed, NONCE_BYTES);
    return sealed;
  }

  byte[] open(RawKey key, byte[] sealed, byte[] aad) {
    requireAad(aad);
    return openAnyAad(key, sealed, aad);
  }

  /** For {@link #open} and for published test vectors only, some of which bind nothing. */
  byte[] openAnyAad(RawKey key, byte[] sealed, byte[] aad) {
    if (sealed.length < OVERHEAD_BYTES) {
      throw new UnopenableException(Reason.TRUNCATED);
    }
    // Decrypted straight into the array that is returned, so that no second copy stays behind.
    byte[] plaintext = new byte[sealed.length - OVERHEAD_BYTES];
    GCMParameterSpec nonce = new GCMParameterSpec(8 * TAG_BYTES, sealed, 0, NONCE_BYTES);
    decrypt(key, nonce, aad, sealed, NONCE_BYTES, sealed.length - NONCE_BYTES, plaintext);
    return plaintext;
  }

  /**
   * Encrypts the first {@code length} bytes of {@code plaintext} to {@code ciphertext ‖ tag}, put
   * into {@code out} at {@code at}. The caller answers for the nonce.
   */
  void encrypt(
      RawKey key, byte[] nonce, byte[] aad, byte[] plaintext, int length, byte[] out, int at) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(aad);
      cipher.doFinal(plaintext, 0, length, out, at);
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  /** The reverse: {@code plaintext} is filled from its start, or with zeroes when this fails. */
  void decrypt(RawKey key, byte[] nonce, byte[] aad, byte[] sealed, int length, byte[] plaintext) {
    decrypt(key, new GCMParameterSpec(8 * TAG_BYTES, nonce), aad, sealed, 0, length, plaintext);
  }

  private void decrypt(
      RawKey key,
      GCMParameterSpec nonce,
      byte[] aad,
      byte[] sealed,
      int at,
      int length,
      byte[] plaintext) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nonce);
      cipher.updateAAD(aad);
      cipher.doFinal(sealed, at, length, plaintext, 0);
    } catch (AEADBadTagException e) {
      Arrays.fill(plaintext, (byte) 0);
      throw new UnopenableException(Reason.TAMPERED_OR_WRONG_KEY);
    } catch (GeneralSecurityException e) {
      Arrays.fill(plaintext, (byte) 0);
      throw broken(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      // To encrypt: only then does the cipher drop the last key it encrypted with.
      cipher.init(Cipher.ENCRYPT_MODE, NO_KEY, NO_NONCE);
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  private static IllegalStateException broken(GeneralSecurityException e) {
    return new IllegalStateException("AES-256-GCM does not work in this Java runtime", e);
  }

  private static void requireAad(byte[] aad) {
    if (aad.length == 0) {
      throw new IllegalArgumentException("associated data must not be empty");
    }
  }
}
