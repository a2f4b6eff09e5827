package dev.sealward.redaction;

/**
 * Writes bytes as the inside of a JSON string (RFC 8259) in one of the habits of common writers.
 *
 * @param digits hex digits for {@code \\u}
 * @param asciiOnly whether characters outside ASCII become {@code \\u} escapes
 * @param htmlSafe whether {@code <}, {@code >}, {@code &}, {@code '} and {@code =} do too
 * @param slash whether {@code /} is escaped
 */
record JsonEscape(String digits, boolean asciiOnly, boolean htmlSafe, boolean slash) {
  void write(byte[] text, int length, Forms.Plain out) {
    for (int i = 0; i < length; i++) {
      byte b = text[i];
      if (b < 0 && asciiOnly) {
        i += wide(text, i, length, out) - 1;
      } else {
        narrow(b, out);
      }
    }
  }

  private void narrow(byte b, Forms.Plain out) {
    switch (b) {
      case '"' -> out.add("\\\"");
      case '\\' -> out.add("\\\\");
      case '\n' -> out.add("\\n");
      case '\r' -> out.add("\\r");
      case '\t' -> out.add("\\t");
      case '\b' -> out.add("\\b");
      case '\f' -> out.add("\\f");
      case '/' -> out.add(slash ? "\\/" : "/");
      case '<', '>', '&', '\'', '=' -> {
        if (htmlSafe) {
          unit(b, out);
        } else {
          out.add(b);
        }
      }
      default -> {
        if (b >= 0 && b < ' ') {
          unit(b, out);
        } else {
          out.add(b);
        }
      }
    }
  }

  /** Escapes one UTF-8 sequence, or copies a byte that begins none; returns its length. */
  private int wide(byte[] text, int at, int length, Forms.Plain out) {
    int lead = text[at] & 0xff;
    int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
    if (size == 1 || at + size > length) {
      out.add(text[at]);
      return 1;
    }
    int code = lead & (0xff >> (size + 1));
    for (int i = 1; i < size; i++) {
      code = (code << 6) | (text[at + i] & 0x3f);
    }
    if (code < 0x10000) {
      unit(code, out);
    } else {
      unit(0xd800 + ((code - 0x10000) >> 10), out);
      unit(0xdc00 + ((code - 0x10000) & 0x3ff), out);
    }
    return size;
  }

  private void unit(int code, Forms.Plain out) {
    out.add("\\u");
    out.hex((code >> 8) & 0xff, digits);
    out.hex(code & 0xff, digits);
  }
}
