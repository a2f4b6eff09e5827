package dev.sealward.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A canonical encoding of a sequence: each part is {@code length (int32, big endian) ‖ bytes}.
 *
 * <p>Guarantee: two sequences share bytes only if they are equal part by part, so that shifting a
 * character from one part to its neighbour gives other bytes. Text is UTF-8; text without a UTF-8
 * form (an unpaired surrogate) is refused, since replacing it would let two texts share bytes.
 */
final class Frames {
  private static final int USUAL_BYTES = 192;

  private byte[] out = new byte[USUAL_BYTES];
  private int length;

  Frames add(byte[] part) {
    return int32(part.length).raw(part);
  }

  Frames add(int part) {
    return int32(Integer.BYTES).int32(part);
  }

  Frames add(String part) {
    return add(utf8(part));
  }

  /** Adds what another sequence encoded. */
  Frames addAll(byte[] frames) {
    return raw(frames);
  }

  byte[] bytes() {
    return Arrays.copyOf(out, length);
  }

  private Frames int32(int value) {
    room(Integer.BYTES);
    out[length++] = (byte) (value >>> 24);
    out[length++] = (byte) (value >>> 16);
    out[length++] = (byte) (value >>> 8);
    out[length++] = (byte) value;
    return this;
  }

  private Frames raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
    return this;
  }

  private void room(int more) {
    int needed = Math.addExact(length, more);
    if (needed > out.length) {
      out = Arrays.copyOf(out, Math.max(needed, 2 * out.length));
    }
  }

  private static byte[] utf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return strictUtf8(text);
      }
    }
    // Without surrogates nothing can be replaced, and this is the quick way.
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] strictUtf8(String text) {
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[utf8.remaining()];
      utf8.get(bytes);
      return bytes;
    } catch (CharacterCodingException unpairedSurrogate) {
      throw new IllegalArgumentException("a text part has no UTF-8 form");
    }
  }
}
