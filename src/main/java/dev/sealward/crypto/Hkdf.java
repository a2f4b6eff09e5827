package dev.sealward.crypto;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HKDF with SHA-256 (RFC 5869): keys for separate purposes from one strong key.
 *
 * <p>Guarantee: keys derived with different salt or info tell nothing about each other or about the
 * input key. Does not protect against: a weak input key; a passphrase goes through {@link Scrypt}.
 */
public final class Hkdf {
  private static final int HASH_BYTES = 32;
  private static final int MAX_BYTES = 255 * HASH_BYTES;

  private Hkdf() {}

  /**
   * Extract, then expand.
   *
   * @param ikm the input key; the caller zeroes it
   * @param salt not secret; empty means the RFC's 32 zero bytes
   * @param info what the key is for, see {@link Info#of}
   * @param lengthBytes 1 to 8160
   * @return the derived key; the caller zeroes it
   * @throws IllegalArgumentException if the input key is empty or the length out of range
   */
  public static byte[] derive(byte[] ikm, byte[] salt, byte[] info, int lengthBytes) {
    if (ikm.length == 0 || lengthBytes < 1 || lengthBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "HKDF needs an input key and gives 1 to " + MAX_BYTES + " bytes");
    }
    byte[] prk = extract(salt, ikm);
    try {
      return expand(prk, info, lengthBytes);
    } finally {
      Arrays.fill(prk, (byte) 0);
    }
  }

  static byte[] extract(byte[] salt, byte[] ikm) {
    Mac mac = hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt);
    try {
      return mac.doFinal(ikm);
    } finally {
      forget(mac);
    }
  }

  static byte[] expand(byte[] prk, byte[] info, int lengthBytes) {
    Mac mac = hmac(prk);
    byte[] okm = new byte[lengthBytes];
    byte[] block = new byte[0];
    for (int done = 0, counter = 1; done < lengthBytes; done += HASH_BYTES, counter++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) counter);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      System.arraycopy(block, 0, okm, done, Math.min(HASH_BYTES, lengthBytes - done));
    }
    Arrays.fill(block, (byte) 0);
    forget(mac);
    return okm;
  }

  /**
   * Overwrites what the JDK's MAC keeps inside until the garbage collector takes it: the padded
   * key, and the last result, which it lets go of only when it starts anew.
   */
  private static void forget(Mac mac) {
    mac.update((byte) 0);
    init(mac, new byte[HASH_BYTES]);
  }

  private static Mac hmac(byte[] keyBytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      init(mac, keyBytes);
      return mac;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("HMAC-SHA-256 does not work in this Java runtime", e);
    }
  }

  private static void init(Mac mac, byte[] keyBytes) {
    try (RawKey key = RawKey.hmacSha256(keyBytes)) {
      mac.init(key);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC-SHA-256 does not work in this Java runtime", e);
    }
  }
}
