package dev.sealward.run.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from front to end: members with their names from ustar, pax and GNU headers.
 * Other pax records are dropped; members that are no file, folder or link are refused.
 */
final class TarInput {
  private static final int MAX_EXTENSION_BYTES = 64 * 1024;

  /** Most extensions before one member. */
  private static final int MAX_EXTENSIONS = 16;

  private final Incoming in;
  private long left;
  private int padding;

  TarInput(Incoming in) {
    this.in = in;
  }

  /** The next member; null at the archive's end. Skips what was not read of the one before. */
  @Nullable TarMember next() {
    skipRest();
    Map<String, String> extended = new HashMap<>();
    for (int extensions = 0; extensions < MAX_EXTENSIONS; extensions++) {
      byte[] block = in.exactly(TarHeader.BLOCK);
      if (TarHeader.isEmpty(block)) {
        return null;
      }
      TarHeader header = TarHeader.of(block);
      switch (header.type()) {
        case 'x' -> readPax(extension(header), extended);
        case 'g' -> extension(header);
        case 'L' -> extended.put("path", gnuName(extension(header)));
        case 'K' -> extended.put("linkpath", gnuName(extension(header)));
        default -> {
          return member(header, extended);
        }
      }
    }
    throw Unreadable.damaged();
  }

  private TarMember member(TarHeader header, Map<String, String> extended) {
    char type = header.type() == '7' ? '0' : header.type();
    String name = extended.getOrDefault("path", header.name());
    if (type == '0' && name.endsWith("/")) {
      type = '5';
    }
    if ("0125".indexOf(type) < 0) {
      throw Unreadable.memberKind();
    }
    boolean links = type == '1' || type == '2';
    String link = links ? Names.target(extended.getOrDefault("linkpath", header.link())) : "";
    if (type == '1') {
      Names.member(link);
    }
    long size = type == '0' ? size(extended.get("size"), header) : 0;
    left = size;
    padding = padding(size);
    return new TarMember(Names.member(name), link, type, header.mode(), header.modified(), size);
  }

  private static long size(@Nullable String extended, TarHeader header) {
    if (extended == null) {
      return header.size();
    }
    if (!extended.matches("[0-9]{1,18}")) {
      throw Unreadable.damaged();
    }
    return Long.parseLong(extended);
  }

  private byte[] extension(TarHeader header) {
    long size = header.size();
    if (size > MAX_EXTENSION_BYTES) {
      throw Unreadable.memberName();
    }
    byte[] bytes = in.exactly((int) size);
    in.exactly(padding(size));
    return bytes;
  }

  private static String gnuName(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Names.decoded(bytes, 0, length);
  }

  /** Records of the form {@code length SP key=value LF}, the length counting all of it. */
  private static void readPax(byte[] bytes, Map<String, String> extended) {
    int at = 0;
    while (at < bytes.length) {
      int blank = at;
      int length = 0;
      while (blank < bytes.length && bytes[blank] >= '0' && bytes[blank] <= '9') {
        length = Math.min(length * 10 + bytes[blank] - '0', MAX_EXTENSION_BYTES + 1);
        blank++;
      }
      int end = at + length;
      int key = blank + 1;
      int equals = key;
      while (equals < Math.min(end, bytes.length) && bytes[equals] != '=') {
        equals++;
      }
      if (end > bytes.length || equals >= end - 1 || bytes[end - 1] != '\n') {
        throw Unreadable.damaged();
      }
      String name = Names.decoded(bytes, key, equals - key);
      if (name.startsWith("GNU.sparse")) {
        throw Unreadable.memberKind();
      }
      if (name.equals("path") || name.equals("linkpath") || name.equals("size")) {
        extended.put(name, Names.decoded(bytes, equals + 1, end - equals - 2));
      }
      at = end;
    }
  }

  /** The content of the member that was read last, up to its end. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        if (left == 0) {
          return -1;
        }
        int read = in.read(bytes, from, (int) Math.min(length, left));
        if (read < 0) {
          throw Unreadable.damaged();
        }
        left -= read;
        return read;
      }
    };
  }

  private void skipRest() {
    byte[] dropped = new byte[8192];
    while (left > 0) {
      int read = in.read(dropped, 0, (int) Math.min(dropped.length, left));
      if (read < 0) {
        throw Unreadable.damaged();
      }
      left -= read;
    }
    in.exactly(padding);
    padding = 0;
  }

  static int padding(long size) {
    return (int) (-size & TarHeader.BLOCK - 1);
  }
}
