package dev.sealward.redaction;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A known value made ready for matching: keyed windows and keyed MACs of each form it may be
 * printed in.
 *
 * <p>Guarantees: holds no plaintext; immutable; prints only its kind and fingerprint. Two masks are
 * equal when they stand for the same value and kind under the same key.
 *
 * <p>Does not protect against: someone who has the tenant's fingerprint key and {@link #encoded}
 * can test guesses, so the encoded form is to be sealed where it is stored.
 */
public final class Mask {
  /** Most bytes an encoded mask may have. */
  public static final int MAX_ENCODED_BYTES = 512 * 1024;

  static final int MAX_NEEDLES = 8192;
  private static final byte VERSION = 1;
  private static final int NEEDLE_BYTES = 4 + 1 + 2 + 1 + 4 + 1 + Needle.MAC_BYTES;

  private final String kind;
  private final String fingerprint;
  private final int keyId;
  private final byte[] id;
  private final List<Needle> needles;

  Mask(String kind, String fingerprint, int keyId, byte[] id, List<Needle> needles) {
    this.kind = kind;
    this.fingerprint = fingerprint;
    this.keyId = keyId;
    this.id = id;
    this.needles = List.copyOf(needles);
  }

  /** Kind of secret: {@code [a-z0-9_]{1,40}}. */
  public String kind() {
    return kind;
  }

  /** Four hex digits, the same for every form of the value. */
  public String fingerprint() {
    return fingerprint;
  }

  int keyId() {
    return keyId;
  }

  List<Needle> needles() {
    return needles;
  }

  /** The binary form for {@link #parse}: version, kind, fingerprint, key id, value id, needles. */
  public byte[] encoded() {
    byte[] kindBytes = kind.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(2 + kindBytes.length + 4 + 4 + 16 + 2 + needles.size() * NEEDLE_BYTES);
    out.put(VERSION).put((byte) kindBytes.length).put(kindBytes);
    out.put(fingerprint.getBytes(StandardCharsets.US_ASCII)).putInt(keyId).put(id);
    out.putShort((short) needles.size());
    for (Needle needle : needles) {
      out.putInt(needle.window()).put((byte) needle.windowAt()).putShort((short) needle.length());
      out.put((byte) needle.flags()).putInt(needle.edge());
      out.put((byte) needle.firstLineLength()).put(needle.mac());
    }
    return out.array();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws IllegalArgumentException on any other bytes
   */
  public static Mask parse(byte[] encoded) {
    if (encoded.length > MAX_ENCODED_BYTES) {
      throw new IllegalArgumentException("the mask is too long");
    }
    ByteBuffer in = ByteBuffer.wrap(encoded);
    try {
      if (in.get() != VERSION) {
        throw new IllegalArgumentException("the mask has an unknown version");
      }
      String kind = ascii(in, in.get() & 0xff);
      String fingerprint = ascii(in, 4);
      int keyId = in.getInt();
      byte[] id = bytes(in, 16);
      int count = in.getShort() & 0xffff;
      if (!isKind(kind)
          || !fingerprint.chars().allMatch(c -> Bytes.isLowerHex((byte) c))
          || count > MAX_NEEDLES
          || in.remaining() != count * NEEDLE_BYTES) {
        throw new IllegalArgumentException("the mask is damaged");
      }
      List<Needle> needles = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        needles.add(needle(in));
      }
      return new Mask(kind, fingerprint, keyId, id, needles);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the mask is cut short", e);
    }
  }

  private static Needle needle(ByteBuffer in) {
    int window = in.getInt();
    int windowAt = in.get() & 0xff;
    int length = in.getShort() & 0xffff;
    int flags = in.get();
    int edge = in.getInt();
    int firstLineLength = in.get() & 0xff;
    byte[] mac = bytes(in, Needle.MAC_BYTES);
    if (length > Forms.MAX_PIECE_BYTES
        || windowAt > Forms.MAX_WINDOW_AT
        || windowAt + Needle.WINDOW_BYTES > length
        || firstLineLength > Needle.WINDOW_BYTES) {
      throw new IllegalArgumentException("the mask is damaged");
    }
    return new Needle(window, windowAt, length, flags, edge, firstLineLength, mac);
  }

  private static String ascii(ByteBuffer in, int length) {
    return new String(bytes(in, length), StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  static boolean isKind(String kind) {
    return !kind.isEmpty()
        && kind.length() <= 40
        && kind.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask
        && keyId == mask.keyId
        && kind.equals(mask.kind)
        && Arrays.equals(id, mask.id);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }

  @Override
  public String toString() {
    return "Mask[" + kind + ":" + fingerprint + "]";
  }
}
