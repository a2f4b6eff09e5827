package dev.sealward.redaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Made-up secrets and ways to run them through the engine; none has ever opened anything. */
final class Samples {
  static final String BODY = "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4Sa1Po0Iu8Yt7";
  static final String PASSWORD = "c0rrect/horse \"b&ttery\" <st'aple>";

  /** Put together from parts, so that scanners of source code stay calm. */
  static String token(String prefix) {
    return prefix + BODY;
  }

  /** As {@link #token}, ending in the check that GitHub and npm give their tokens. */
  static String checkedToken(String prefix) {
    String body = BODY.substring(0, 30);
    CRC32 crc = new CRC32();
    crc.update(bytes(body));
    StringBuilder check = new StringBuilder();
    for (long rest = crc.getValue(); check.length() < 6; rest /= 62) {
      check.append(
          "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
              .charAt((int) (rest % 62)));
    }
    return prefix + body + check.reverse();
  }

  static String keyBlock(String lineBreak) {
    StringBuilder block = new StringBuilder("-----BEGIN " + "PRIVATE KEY-----").append(lineBreak);
    Random random = new Random(7);
    for (int line = 0; line < 6; line++) {
      for (int i = 0; i < (line == 5 ? 22 : 64); i++) {
        block.append(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                .charAt(random.nextInt(64)));
      }
      block.append(line == 5 ? "==" : "").append(lineBreak);
    }
    return block.append("-----END " + "PRIVATE KEY-----").toString();
  }

  static Redactor redactor() {
    return Redactor.of(key());
  }

  static byte[] key() {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i * 7 + 1);
    }
    return key;
  }

  static Redactor knowing(String... values) {
    Redactor redactor = redactor();
    for (String value : values) {
      redactor.register(List.of(mask(redactor, value)));
    }
    return redactor;
  }

  static Mask mask(Redactor redactor, String value) {
    return ((MaskOutcome.Maskable) redactor.compile("known", bytes(value))).mask();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The input in pieces of at most {@code most} bytes; {@code most} 0: one piece. */
  static byte[] stream(Redactor redactor, byte[] input, int most, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      RedactionStream stream = redactor.stream(out::write);
      for (int at = 0; at < input.length; ) {
        int length =
            most == 0 ? input.length : Math.min(input.length - at, 1 + random.nextInt(most));
        stream.accept(input, at, length);
        at += length;
      }
      stream.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Masks {@code text} whole, after proving that no way of cutting it changes the output. */
  static String masked(Redactor redactor, String text) {
    byte[] input = bytes(text);
    byte[] whole = stream(redactor, input, 0, new Random(0));
    Random random = new Random(input.length);
    for (int most : new int[] {1, 2, 5, 17, 300, 5000}) {
      byte[] cut = stream(redactor, input, most, random);
      if (!java.util.Arrays.equals(whole, cut)) {
        throw new AssertionError(
            "cut at most "
                + most
                + ": "
                + new String(cut, StandardCharsets.UTF_8)
                + " instead of "
                + new String(whole, StandardCharsets.UTF_8));
      }
    }
    String masked = new String(whole, StandardCharsets.UTF_8);
    String again = redactor.redact(masked).toString();
    if (!again.equals(masked)) {
      throw new AssertionError("masked text changed: " + masked + " became " + again);
    }
    if (!redactor.redact(text).toString().equals(masked)) {
      throw new AssertionError("text and stream differ");
    }
    return masked;
  }

  static List<String> lines(Redactor redactor, String... events) {
    List<String> out = new ArrayList<>();
    LineRedaction lines = redactor.lines((id, text) -> out.add(id + " " + text));
    for (int i = 0; i < events.length; i++) {
      lines.accept(i, events[i]);
    }
    lines.finish();
    return out;
  }

  private Samples() {}
}
