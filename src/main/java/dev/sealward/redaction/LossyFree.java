package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that loses nothing: an unpaired surrogate, which a Java string may hold and UTF-8 has no
 * place for, becomes the three bytes it would have (WTF-8) and comes back as itself.
 */
final class LossyFree {
  private LossyFree() {}

  static byte[] encode(String text) {
    int unpaired = unpaired(text, 0);
    if (unpaired < 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(text.length() + 64);
    int from = 0;
    for (; unpaired >= 0; unpaired = unpaired(text, from)) {
      out.writeBytes(text.substring(from, unpaired).getBytes(StandardCharsets.UTF_8));
      char unit = text.charAt(unpaired);
      out.write(0xe0 | unit >> 12);
      out.write(0x80 | unit >> 6 & 0x3f);
      out.write(0x80 | unit & 0x3f);
      from = unpaired + 1;
    }
    out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  static String decode(byte[] bytes) {
    int surrogate = surrogate(bytes, 0);
    if (surrogate < 0) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    StringBuilder out = new StringBuilder(bytes.length);
    int from = 0;
    for (; surrogate >= 0; surrogate = surrogate(bytes, from)) {
      out.append(new String(bytes, from, surrogate - from, StandardCharsets.UTF_8));
      out.append(
          (char) (0xd000 | (bytes[surrogate + 1] & 0x3f) << 6 | bytes[surrogate + 2] & 0x3f));
      from = surrogate + 3;
    }
    return out.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8))
        .toString();
  }

  private static int unpaired(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (Character.isHighSurrogate(unit)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return i;
        }
      }
    }
    return -1;
  }

  private static int surrogate(byte[] bytes, int from) {
    for (int i = from; i + 2 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xed && (bytes[i + 1] & 0xe0) == 0xa0) {
        return i;
      }
    }
    return -1;
  }
}
