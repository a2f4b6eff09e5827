package dev.sealward.secret;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes JSON without making strings of what it writes. */
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private JsonText() {}

  /** {@code {"name":"<utf8>"}}; the bytes must be valid UTF-8. */
  static byte[] object(String name, byte[] utf8) {
    // Sized for the worst case, so that no copy of the value is left behind by growing.
    ZeroingBuffer out = new ZeroingBuffer(name.length() + 8 + 6 * utf8.length);
    out.writeBytes(("{\"" + name + "\":\"").getBytes(StandardCharsets.UTF_8));
    for (byte b : utf8) {
      switch (b) {
        case '"', '\\' -> {
          out.write('\\');
          out.write(b);
        }
        case '\n' -> out.writeBytes(new byte[] {'\\', 'n'});
        case '\r' -> out.writeBytes(new byte[] {'\\', 'r'});
        case '\t' -> out.writeBytes(new byte[] {'\\', 't'});
        default -> {
          if (b >= 0 && b < ' ') {
            out.writeBytes(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
          } else {
            out.write(b);
          }
        }
      }
    }
    out.writeBytes(new byte[] {'"', '}'});
    return out.takeAndZero();
  }

  private static final class ZeroingBuffer extends ByteArrayOutputStream {
    ZeroingBuffer(int size) {
      super(size);
    }

    byte[] takeAndZero() {
      byte[] taken = toByteArray();
      Arrays.fill(buf, (byte) 0);
      return taken;
    }
  }
}
