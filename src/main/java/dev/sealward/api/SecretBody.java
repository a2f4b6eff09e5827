package dev.sealward.api;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON body whose member {@code value} is a secret: a text, or an object of fields. The value is
 * cut out of the bytes before anything else reads them.
 *
 * <p>Guarantees: the value never becomes a String here, and every copy of it is zeroed; close
 * zeroes the one that is handed out. Does not protect against copies in the buffers of the server
 * and the network.
 */
final class SecretBody implements AutoCloseable {
  static final int MAX_BYTES = 256 << 10;

  private static final byte[] NAME = "\"value\"".getBytes(StandardCharsets.US_ASCII);

  private final FlatJson rest;
  private final SecretValue value;

  private SecretBody(FlatJson rest, SecretValue value) {
    this.rest = rest;
    this.value = value;
  }

  static SecretBody read(InputStream body, TextCheck check) {
    return parse(FlatJson.bytes(body, MAX_BYTES), check);
  }

  /**
   * Zeroes what it is given.
   *
   * @param check for the members beside the value
   */
  static SecretBody parse(byte[] json, TextCheck check) {
    byte[] raw = new byte[0];
    byte[] bytes = new byte[0];
    try {
      int start = startOfValue(json);
      int end = start < 0 ? start : endOf(json, start);
      if (end > start) {
        raw = Arrays.copyOfRange(json, start, end);
        Arrays.fill(json, start, end, (byte) ' ');
        json[start] = '0';
      }
      FlatJson rest = FlatJson.parse(ByteBuffer.wrap(json), check);
      if (raw.length == 0) {
        throw Refused.field("value", "FIELD_MISSING", "This field is required.", "Fill it in.");
      }
      bytes = raw[0] == '"' ? unescaped(raw) : raw;
      if (raw[0] != '"' && raw[0] != '{') {
        throw Refused.field(
            "value",
            "FIELD_TYPE",
            "A value is a text or an object of fields.",
            "Put a text in quotes.");
      }
      return new SecretBody(rest, SecretValue.copyOf(bytes));
    } finally {
      Arrays.fill(json, (byte) 0);
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The members beside the value. */
  FlatJson rest() {
    return rest;
  }

  SecretValue value() {
    return value;
  }

  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "SecretBody[hidden]";
  }

  /** Where the value of the object's own member begins; -1 if it has none. */
  private static int startOfValue(byte[] json) {
    int depth = 0;
    int i = 0;
    while (i < json.length) {
      byte b = json[i];
      if (b == '"') {
        int end = endOfText(json, i);
        int colon = afterBlanks(json, end);
        if (depth == 1 && isName(json, i, end) && colon < json.length && json[colon] == ':') {
          return afterBlanks(json, colon + 1);
        }
        i = end;
      } else {
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
        i++;
      }
    }
    return -1;
  }

  private static boolean isName(byte[] json, int start, int end) {
    return Arrays.equals(json, start, end, NAME, 0, NAME.length);
  }

  /** Behind the value that begins here, well formed or not. */
  private static int endOf(byte[] json, int start) {
    int depth = 0;
    int i = start;
    while (i < json.length) {
      byte b = json[i];
      if (depth == 0 && (b == ',' || b == '}' || b == ']')) {
        return i;
      }
      if (b == '"') {
        i = endOfText(json, i);
      } else {
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
        i++;
      }
      if (depth == 0 && (b == '"' || b == '}' || b == ']')) {
        return i;
      }
    }
    return i;
  }

  /** Behind the closing quote of the text that begins here. */
  private static int endOfText(byte[] json, int start) {
    int i = start + 1;
    while (i < json.length && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, json.length);
  }

  private static int afterBlanks(byte[] json, int start) {
    int i = start;
    while (i < json.length && (json[i] == ' ' || json[i] >= '\t' && json[i] <= '\r')) {
      i++;
    }
    return i;
  }

  private static byte[] unescaped(byte[] quoted) {
    Wiped out = new Wiped(quoted.length * 2);
    try {
      int i = 1;
      while (i < quoted.length - 1) {
        byte b = quoted[i++];
        if (b >= 0 && b < ' ' || b == '"') {
          throw malformed();
        }
        if (b == '\\') {
          i = escape(quoted, i, out);
        } else {
          out.write(b);
        }
      }
      if (i != quoted.length - 1 || quoted[i] != '"') {
        throw malformed();
      }
      return out.toByteArray();
    } finally {
      out.wipe();
    }
  }

  private static int escape(byte[] quoted, int at, Wiped out) {
    switch (quoted[at]) {
      case '"', '\\', '/' -> out.write(quoted[at]);
      case 'b' -> out.write('\b');
      case 'f' -> out.write('\f');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case 't' -> out.write('\t');
      case 'u' -> {
        return codePoint(quoted, at + 1, out);
      }
      default -> throw malformed();
    }
    return at + 1;
  }

  private static int codePoint(byte[] quoted, int at, Wiped out) {
    int unit = unit(quoted, at);
    int next = at + 4;
    if (Character.isHighSurrogate((char) unit)
        && next + 6 < quoted.length
        && quoted[next] == '\\'
        && quoted[next + 1] == 'u') {
      int low = unit(quoted, next + 2);
      if (Character.isLowSurrogate((char) low)) {
        unit = Character.toCodePoint((char) unit, (char) low);
        next += 6;
      }
    }
    if (unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE) {
      throw malformed();
    }
    out.utf8(unit);
    return next;
  }

  private static int unit(byte[] quoted, int at) {
    if (at + 4 >= quoted.length) {
      throw malformed();
    }
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(quoted[i], 16);
      if (digit < 0) {
        throw malformed();
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static Refused malformed() {
    return Refused.field(
        "value", "VALUE_MALFORMED", "The value is not a JSON text.", "Escape it as JSON does.");
  }

  /** Bytes of a secret that do not stay in a buffer. */
  private static final class Wiped extends ByteArrayOutputStream {
    Wiped(int capacity) {
      super(capacity);
    }

    void utf8(int codePoint) {
      if (codePoint < 0x80) {
        write(codePoint);
        return;
      }
      int continuations = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
      write(0xFF00 >> continuations + 1 & 0xFF | codePoint >> 6 * continuations);
      for (int i = continuations - 1; i >= 0; i--) {
        write(0x80 | codePoint >> 6 * i & 0x3F);
      }
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
