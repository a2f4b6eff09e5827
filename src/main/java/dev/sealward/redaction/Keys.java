package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keyed functions of one tenant: window hash, MAC over a form, fingerprint of a value.
 *
 * <p>Immutable and shared; the {@link Mac} objects it hands out belong to one thread each.
 */
final class Keys {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SecretKeySpec fingerprintKey;
  private final SecretKeySpec macKey;
  private final int id;

  /** Odd, so that multiplying by it loses nothing. */
  final long windowKey;

  Keys(byte[] fingerprintKey32) {
    if (fingerprintKey32.length != 32) {
      throw new IllegalArgumentException("the fingerprint key must have 32 bytes");
    }
    this.fingerprintKey = new SecretKeySpec(fingerprintKey32, "HmacSHA256");
    this.macKey = new SecretKeySpec(derive("sealward/redaction/v1/mac"), "HmacSHA256");
    this.windowKey = (long) LONG.get(derive("sealward/redaction/v1/window"), 0) | 1L;
    this.id = (int) (long) LONG.get(derive("sealward/redaction/v1/id"), 0);
  }

  private byte[] derive(String purpose) {
    return mac(fingerprintKey).doFinal(purpose.getBytes(StandardCharsets.UTF_8));
  }

  /** Tells masks of different keys apart; says nothing of the key. */
  int id() {
    return id;
  }

  Mac formMac() {
    return mac(macKey);
  }

  Mac fingerprintMac() {
    return mac(fingerprintKey);
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
    }
  }

  /** Only the upper half of the product is ever kept, so a stored window cannot be turned back. */
  int window(byte[] bytes, int at) {
    return (int) (((long) LONG.get(bytes, at) * windowKey) >>> 32);
  }

  /** Hash of up to eight bytes: a first line shorter than a window, its break included. */
  int shortHash(byte[] bytes, int from, int length) {
    long packed = length;
    for (int i = 0; i < length; i++) {
      packed = (packed << 8) ^ (bytes[from + i] & 0xff);
    }
    return (int) ((packed * windowKey) >>> 32);
  }

  static byte[] truncatedMac(Mac mac, byte[] bytes, int from, int length) {
    mac.update(bytes, from, length);
    return Arrays.copyOf(mac.doFinal(), Needle.MAC_BYTES);
  }

  static String fingerprint(byte[] digest) {
    return String.format(Locale.ROOT, "%02x%02x", digest[0] & 0xff, digest[1] & 0xff);
  }
}
