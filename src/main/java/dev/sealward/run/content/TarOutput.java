package dev.sealward.run.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;

/** Writes a tar archive: ustar headers, with pax records before members whose names need them. */
final class TarOutput {
  private static final int NAME_BYTES = 100;
  private static final long MAX_OCTAL_SIZE = 077777777777L;

  private final OutputStream out;

  TarOutput(OutputStream out) {
    this.out = out;
  }

  /** Writes a member's header; its content follows, then {@link #pad}. */
  void begin(TarMember member, long size) throws IOException {
    StringBuilder records = new StringBuilder();
    if (!fits(member.name())) {
      records.append(record("path", member.name()));
    }
    if (!fits(member.link())) {
      records.append(record("linkpath", member.link()));
    }
    if (size > MAX_OCTAL_SIZE) {
      records.append(record("size", Long.toString(size)));
    }
    if (!records.isEmpty()) {
      byte[] extension = records.toString().getBytes(UTF_8);
      TarMember pax = new TarMember("pax", "", 'x', 0600, member.modified(), 0);
      out.write(header(pax, extension.length));
      out.write(extension);
      pad(extension.length);
    }
    out.write(header(member, size));
  }

  void pad(long size) throws IOException {
    out.write(new byte[TarInput.padding(size)]);
  }

  void finish() throws IOException {
    out.write(new byte[2 * TarHeader.BLOCK]);
  }

  /** Ends what cannot be whole so that every reader of it fails: this is no header. */
  void breakOff() throws IOException {
    byte[] none = new byte[TarHeader.BLOCK];
    Arrays.fill(none, (byte) 0xff);
    out.write(none);
  }

  private static boolean fits(String name) {
    return name.length() <= NAME_BYTES && name.chars().allMatch(c -> c < 0x80);
  }

  private static String record(String key, String value) {
    int rest = 3 + (key + value).getBytes(UTF_8).length;
    int length = rest + 1;
    while (rest + Integer.toString(length).length() != length) {
      length = rest + Integer.toString(length).length();
    }
    return length + " " + key + "=" + value + "\n";
  }

  private static byte[] header(TarMember member, long size) {
    byte[] block = new byte[TarHeader.BLOCK];
    put(block, 0, fits(member.name()) ? member.name() : "member");
    put(block, 100, octal(member.mode(), 7));
    put(block, 108, octal(0, 7));
    put(block, 116, octal(0, 7));
    put(block, 124, octal(Math.min(size, MAX_OCTAL_SIZE), 11));
    put(block, 136, octal(Math.min(member.modified(), MAX_OCTAL_SIZE), 11));
    block[156] = (byte) member.type();
    put(block, 157, fits(member.link()) ? member.link() : "member");
    put(block, 257, "ustar\00000");
    put(block, 148, octal(TarHeader.sum(block), 6) + "\0 ");
    return block;
  }

  private static String octal(long number, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "o", number);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
