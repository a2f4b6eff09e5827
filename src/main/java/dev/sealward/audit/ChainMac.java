package dev.sealward.audit;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA-256 (RFC 2104) under the trail's key. Thread-safe.
 *
 * <p>Guarantee: nothing here gives the key back, in {@code toString} neither.
 */
public final class ChainMac {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private ChainMac(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * @param key 32 bytes, copied
   */
  public static ChainMac of(byte[] key) {
    if (key.length != 32) {
      throw new IllegalArgumentException("a key of the trail has 32 bytes");
    }
    return new ChainMac(new SecretKeySpec(key, ALGORITHM));
  }

  byte[] of(Encoding text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.bytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is missing", e);
    }
  }

  boolean accepts(Encoding text, byte @Nullable [] mac) {
    return mac != null && MessageDigest.isEqual(of(text), mac);
  }

  @Override
  public String toString() {
    return "ChainMac";
  }
}
