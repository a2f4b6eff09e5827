package dev.sealward.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads masks of format 1, which hold each form in full with one window, so that masks stored by
 * earlier releases go on to match. Such a mask makes the scan look at every byte.
 */
final class MaskOfForms {
  static final int MAX_FORM_BYTES = 4096;
  private static final int MAX_WINDOW_AT = 120;
  private static final int NEEDLE_BYTES = 4 + 1 + 2 + 1 + 4 + 1 + 16;

  private MaskOfForms() {}

  /** The same in today's format; {@code in} stands behind the fingerprint. */
  static byte[] translated(byte[] encoded, ByteBuffer in) {
    int kindLength = encoded[1];
    String kind = new String(encoded, 2, kindLength, StandardCharsets.US_ASCII);
    String fingerprint = new String(encoded, 2 + kindLength, 4, StandardCharsets.US_ASCII);
    int keyId = in.getInt();
    MaskWriter out = new MaskWriter(kind, fingerprint, keyId, Mask.bytes(in, Mask.ID_BYTES));
    int count = in.getShort() & 0xffff;
    if (count > Mask.MAX_NEEDLES || in.remaining() != count * NEEDLE_BYTES) {
      throw Mask.damaged();
    }
    for (int i = 0; i < count; i++) {
      needle(in, out);
    }
    return out.encoded();
  }

  private static void needle(ByteBuffer in, MaskWriter out) {
    int window = in.getInt();
    int windowAt = in.get() & 0xff;
    int length = in.getShort() & 0xffff;
    int flags = in.get() & 0x0f;
    int edge = in.getInt();
    int firstLine = in.get() & 0xff;
    long tag = in.getLong();
    in.getLong();
    if (windowAt > MAX_WINDOW_AT
        || windowAt + Needle.WINDOW_BYTES > length
        || firstLine > Needle.WINDOW_BYTES) {
      throw Mask.damaged();
    }
    boolean crosses = (flags & Needle.CROSSES) != 0;
    if (!out.needle(new Needle(length, length, flags | Needle.FORM, crosses ? 0 : edge, tag))) {
      throw Mask.damaged();
    }
    out.windows(Codec.FORM, windowAt, window);
    if (crosses) {
      out.windows(Codec.FIRST_LINE, firstLine, edge);
    }
  }
}
