package dev.sealward.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A canonical encoding of a sequence: each part is {@code length (int32, big endian) ‖ bytes}.
 *
 * <p>Guarantee: two sequences share bytes only if they are equal part by part, so that shifting a
 * character from one part to its neighbour gives other bytes. Text is UTF-8; text without a UTF-8
 * form (an unpaired surrogate) is refused, since replacing it would let two texts share bytes.
 */
final class Frames {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Frames add(byte[] part) {
    out.writeBytes(int32(part.length));
    out.writeBytes(part);
    return this;
  }

  Frames add(int part) {
    return add(int32(part));
  }

  Frames add(String part) {
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(part));
      byte[] bytes = new byte[utf8.remaining()];
      utf8.get(bytes);
      return add(bytes);
    } catch (CharacterCodingException unpairedSurrogate) {
      throw new IllegalArgumentException("a text part has no UTF-8 form");
    }
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
