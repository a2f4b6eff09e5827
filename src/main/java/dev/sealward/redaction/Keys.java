package dev.sealward.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keyed functions of one tenant: window hash, MAC over a value, fingerprint of a value.
 *
 * <p>Immutable and shared; the {@link Mac} objects it hands out belong to one thread each.
 */
final class Keys {
  /** Bytes of {@link #matching}. */
  static final int MATCHING_BYTES = 32 + 8 + 4;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bits of {@link #shape}. */
  static final int SHAPE_BITS = 16;

  private final SecretKeySpec fingerprintKey;
  private final SecretKeySpec macKey;
  private final int id;

  /** Odd, so that multiplying by it loses nothing. */
  final long windowKey;

  Keys(byte[] fingerprintKey32) {
    this.fingerprintKey = fingerprintKey(fingerprintKey32);
    this.macKey = new SecretKeySpec(derive("sealward/redaction/v1/mac"), "HmacSHA256");
    this.windowKey = (long) LONG.get(derive("sealward/redaction/v1/window"), 0) | 1L;
    this.id = (int) (long) LONG.get(derive("sealward/redaction/v1/id"), 0);
  }

  /** The keys that match another installation's masks, with a fingerprint key of its own. */
  Keys(byte[] fingerprintKey32, byte[] matching) {
    ByteBuffer in = ByteBuffer.wrap(matching);
    byte[] mac = new byte[32];
    in.get(mac);
    this.fingerprintKey = fingerprintKey(fingerprintKey32);
    this.macKey = new SecretKeySpec(mac, "HmacSHA256");
    this.windowKey = in.getLong() | 1L;
    this.id = in.getInt();
    Arrays.fill(mac, (byte) 0);
  }

  private static SecretKeySpec fingerprintKey(byte[] key32) {
    if (key32.length != 32) {
      throw new IllegalArgumentException("the fingerprint key must have 32 bytes");
    }
    return new SecretKeySpec(key32, "HmacSHA256");
  }

  private byte[] derive(String purpose) {
    return mac(fingerprintKey).doFinal(purpose.getBytes(StandardCharsets.UTF_8));
  }

  /** What matching needs, and nothing that leads back to the fingerprint key. */
  byte[] matching() {
    return ByteBuffer.allocate(MATCHING_BYTES)
        .put(macKey.getEncoded())
        .putLong(windowKey)
        .putInt(id)
        .array();
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

  /** Hash of the eight bytes at {@code at}; only the upper half of the product is ever kept. */
  int window(byte[] bytes, int at) {
    return (int) (((long) LONG.get(bytes, at) * windowKey) >>> 32);
  }

  /** Hash of the first {@link Needle#SHORT_WINDOW_BYTES} of the eight bytes at {@code at}. */
  int shortWindow(byte[] bytes, int at) {
    return (int) ((((long) LONG.get(bytes, at) << 24) * windowKey) >>> 32);
  }

  /**
   * The classes of a region's bytes, two bits each: capital letter, small letter, digit, other; by
   * the columns of the ASCII table, so that other bytes have one of these, too.
   */
  static int classes(byte[] region) {
    int classes = 0;
    for (int i = 0; i < Needle.REGION_BYTES; i++) {
      classes |= (int) (classed(region[i]) >>> 5 & 3) << 2 * i;
    }
    return classes;
  }

  /** {@link #shape} of the window {@code at} bytes into a region of these classes. */
  int shape(int classes, int at) {
    long spread = classes >> 2 * at & 0xffff;
    spread = (spread | spread << 24) & 0x000000ff000000ffL;
    spread = (spread | spread << 12) & 0x000f000f000f000fL;
    spread = (spread | spread << 6) & 0x0303030303030303L;
    return (int) ((spread << 5) * windowKey >>> 64 - SHAPE_BITS);
  }

  /** A number for the classes of eight bytes. */
  static int shape(long eight, long windowKey) {
    return (int) (classed(eight) * windowKey >>> 64 - SHAPE_BITS);
  }

  /** Bit 6 of each byte says letter; bit 5 says small of letters, and of others, no digit. */
  private static long classed(long eight) {
    return (eight ^ eight << 1 & ~(eight >>> 1) & 0x2020202020202020L) & 0x6060606060606060L;
  }

  /** Hash of a short first line, its break included. */
  int lineHash(byte[] bytes, int from, int length) {
    long packed = length;
    for (int i = 0; i < length; i++) {
      packed = (packed << 8) ^ (bytes[from + i] & 0xff);
    }
    return (int) ((packed * windowKey) >>> 32);
  }

  /** {@link #lineHash} of what stands at {@code [from, to)} and a line feed. */
  int brokenLineHash(byte[] bytes, int from, int to) {
    long packed = to - from + 1;
    for (int i = from; i < to; i++) {
      packed = (packed << 8) ^ (bytes[i] & 0xff);
    }
    packed = packed << 8 ^ '\n';
    return (int) ((packed * windowKey) >>> 32);
  }

  /** One step of the running hash over a text; its upper half decides whether a MAC is worth it. */
  long running(long before, byte next) {
    return (before + (next & 0xff) + 1) * windowKey;
  }

  /** Hash of a whole stretch, as {@link #running} comes to. */
  int quick(byte[] bytes, int from, int to) {
    long hash = 0;
    for (int i = from; i < to; i++) {
      hash = running(hash, bytes[i]);
    }
    return (int) (hash >>> 32);
  }

  static long tag(Mac mac, byte[] bytes, int from, int length) {
    mac.update(bytes, from, length);
    return ByteBuffer.wrap(mac.doFinal()).getLong();
  }

  static String fingerprint(byte[] digest) {
    return String.format(Locale.ROOT, "%02x%02x", digest[0] & 0xff, digest[1] & 0xff);
  }
}
