package dev.sealward.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts a {@link Mask} together: each needle, then what belongs to it. */
final class MaskWriter {
  private static final int MAX_SETS = 255;

  private ByteBuffer out = ByteBuffer.allocate(512);
  private final int kindLength;
  private final int countAt;
  private int needles;
  private int setsAt;

  MaskWriter(String kind, String fingerprint, int keyId, byte[] id) {
    byte[] kindBytes = kind.getBytes(StandardCharsets.US_ASCII);
    kindLength = kindBytes.length;
    out.put(Mask.FORMAT).put((byte) kindLength).put(kindBytes);
    out.put(fingerprint.getBytes(StandardCharsets.US_ASCII)).putInt(keyId).put(id);
    countAt = out.position();
    out.putShort((short) 0);
  }

  /** Whether there was room for it; if not, it and what belongs to it is left out. */
  boolean needle(Needle needle) {
    if (needles == Mask.MAX_NEEDLES || out.position() > Mask.MAX_ENCODED_BYTES - 16 * 1024) {
      return false;
    }
    needles++;
    reserve(20);
    out.putShort((short) needle.length()).putShort((short) needle.folded());
    out.put((byte) needle.flags()).putInt(needle.quick()).putLong(needle.tag());
    setsAt = out.position();
    out.put((byte) 0);
    return true;
  }

  /** Windows whose classes are not known. */
  void windows(int code, int at, int... hashes) {
    if (out.get(setsAt) == (byte) MAX_SETS) {
      throw new IllegalStateException("too many forms");
    }
    reserve(2 + 4 * hashes.length);
    out.put(setsAt, (byte) (out.get(setsAt) + 1));
    out.put((byte) code).put((byte) at);
    for (int hash : hashes) {
      out.putInt(hash);
    }
  }

  /** Windows over bytes of these classes, as {@link Keys#classes} has them. */
  void classed(int code, int at, int[] hashes, int classes) {
    windows(code | Mask.CLASSED, at, hashes);
    reserve(3);
    out.put((byte) (classes >> 16)).putShort((short) classes);
  }

  private void reserve(int bytes) {
    if (out.remaining() < bytes) {
      out.flip();
      out = ByteBuffer.allocate(out.capacity() * 2).put(out);
    }
  }

  Mask mask() {
    return Mask.checked(encoded(), kindLength);
  }

  byte[] encoded() {
    out.putShort(countAt, (short) needles);
    return Arrays.copyOf(out.array(), out.position());
  }
}
