package dev.sealward.run.content;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads a zip archive from front to end by the headers of its members, stored or deflated; the list
 * of members at its end must be there and is not used (APPNOTE 6.3.10).
 */
final class ZipInput implements AutoCloseable {
  private static final int MEMBER = 0x04034b50;
  private static final int LIST = 0x02014b50;
  private static final int LIST_END = 0x06054b50;
  private static final int LIST_END_64 = 0x06064b50;
  private static final int AFTERWARDS = 0x08074b50;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int AES = 99;

  private final Incoming in;
  private final Inflater inflater = new Inflater(true);
  private @Nullable Content current;

  ZipInput(Incoming in) {
    this.in = in;
  }

  /** A member: its name, and when it was modified, in the time zone of whoever made it. */
  record Member(String name, LocalDateTime modified) {
    boolean isFolder() {
      return name.endsWith("/");
    }
  }

  /** The next member; null at the archive's end. Reads what was not read of the one before. */
  @Nullable Member next() {
    if (current != null) {
      current.finish();
      current = null;
    }
    int signature = number(4);
    if (signature == LIST || signature == LIST_END || signature == LIST_END_64) {
      requireListEnd(signature);
      return null;
    }
    if (signature != MEMBER) {
      throw Unreadable.damaged();
    }
    return member();
  }

  private Member member() {
    in.exactly(2);
    int flags = number(2);
    int method = number(2);
    int time = number(2);
    int date = number(2);
    long crc = number(4) & 0xffffffffL;
    long packed = number(4) & 0xffffffffL;
    long size = number(4) & 0xffffffffL;
    int nameBytes = number(2);
    int extraBytes = number(2);
    byte[] name = in.exactly(nameBytes);
    byte[] extra = in.exactly(extraBytes);
    if ((flags & (1 | 1 << 6 | 1 << 13)) != 0 || method == AES) {
      throw Unreadable.encrypted();
    }
    boolean sizesFollow = (flags & 1 << 3) != 0;
    if (method != DEFLATED && (method != STORED || sizesFollow)) {
      throw Unreadable.unsupported();
    }
    Zip64 large = Zip64.in(extra, packed, size);
    current =
        sizesFollow
            ? new Content(method, large.present(), -1, -1, -1)
            : new Content(method, large.present(), crc, large.packed(), large.size());
    return new Member(Names.member(Names.decoded(name, 0, name.length)), moment(date, time));
  }

  /** The content of the member that was read last. */
  InputStream content() {
    if (current == null) {
      throw new IllegalStateException("there is no member");
    }
    return current;
  }

  /** The list of members is dropped, but an archive without it was cut. */
  private void requireListEnd(int first) {
    byte[] tail = {(byte) first, (byte) (first >> 8), (byte) (first >> 16), (byte) (first >> 24)};
    ZipTail end = new ZipTail();
    end.add(tail, 0, tail.length);
    byte[] bytes = new byte[8192];
    for (int read = in.read(bytes, 0, bytes.length);
        read >= 0;
        read = in.read(bytes, 0, bytes.length)) {
      end.add(bytes, 0, read);
    }
    if (!end.isListEnd()) {
      throw Unreadable.damaged();
    }
  }

  private int number(int size) {
    byte[] bytes = in.exactly(size);
    int number = 0;
    for (int i = size - 1; i >= 0; i--) {
      number = number << 8 | bytes[i] & 0xff;
    }
    return number;
  }

  private static LocalDateTime moment(int date, int time) {
    try {
      return LocalDateTime.of(
          1980 + (date >> 9 & 0x7f),
          date >> 5 & 0xf,
          date & 0x1f,
          time >> 11 & 0x1f,
          time >> 5 & 0x3f,
          (time & 0x1f) * 2);
    } catch (DateTimeException none) {
      return LocalDateTime.of(1980, 1, 1, 0, 0);
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  /** Sizes of more than 32 bits, in a member's extra field. */
  private record Zip64(boolean present, long packed, long size) {
    private static final long ELSEWHERE = 0xffffffffL;

    static Zip64 in(byte[] extra, long packed, long size) {
      for (int at = 0; at + 4 <= extra.length; ) {
        int id = little(extra, at, 2);
        int length = little(extra, at + 2, 2);
        if (id == 1) {
          int from = at + 4;
          long realSize = size;
          long realPacked = packed;
          if (size == ELSEWHERE && length >= 8 && from + 8 <= extra.length) {
            realSize = large(extra, from);
            from += 8;
          }
          if (packed == ELSEWHERE && from + 8 <= Math.min(extra.length, at + 4 + length)) {
            realPacked = large(extra, from);
          }
          return new Zip64(true, realPacked, realSize);
        }
        at += 4 + length;
      }
      return new Zip64(false, packed, size);
    }

    private static int little(byte[] bytes, int at, int size) {
      int number = 0;
      for (int i = size - 1; i >= 0; i--) {
        number = number << 8 | bytes[at + i] & 0xff;
      }
      return number;
    }

    private static long large(byte[] bytes, int at) {
      long number = (long) little(bytes, at + 4, 4) << 32 | little(bytes, at, 4) & 0xffffffffL;
      if (number < 0) {
        throw Unreadable.damaged();
      }
      return number;
    }
  }

  /** The bytes of one member; its end is checked against what the archive says of it. */
  private final class Content extends InputStream {
    private final boolean deflated;
    private final boolean large;
    private final long saidCrc;
    private final long saidPacked;
    private final long saidSize;
    private final CRC32 crc = new CRC32();
    private byte[] chunk = new byte[0];
    private long packed;
    private long size;
    private boolean over;

    /** With -1 for what follows behind the content. */
    Content(int method, boolean large, long saidCrc, long saidPacked, long saidSize) {
      this.deflated = method == DEFLATED;
      this.large = large;
      this.saidCrc = saidCrc;
      this.saidPacked = saidPacked;
      this.saidSize = saidSize;
      inflater.reset();
    }

    void finish() {
      byte[] dropped = new byte[8192];
      while (read(dropped, 0, dropped.length) >= 0) {
        // Up to the end, which is checked.
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (over || length == 0) {
        return over ? -1 : 0;
      }
      int read = deflated ? inflate(bytes, from, length) : copy(bytes, from, length);
      if (read < 0) {
        over = true;
        check();
        return -1;
      }
      crc.update(bytes, from, read);
      size += read;
      return read;
    }

    private int copy(byte[] bytes, int from, int length) {
      if (packed == saidPacked) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(length, saidPacked - packed));
      if (read < 0) {
        throw Unreadable.damaged();
      }
      packed += read;
      return read;
    }

    private int inflate(byte[] bytes, int from, int length) {
      try {
        while (true) {
          int read = inflater.inflate(bytes, from, length);
          if (read > 0) {
            return read;
          }
          if (inflater.finished()) {
            int tooMuch = inflater.getRemaining();
            in.unread(chunk, chunk.length, tooMuch);
            packed = inflater.getBytesRead();
            return -1;
          }
          if (inflater.needsDictionary()) {
            throw Unreadable.damaged();
          }
          feed();
        }
      } catch (DataFormatException broken) {
        throw Unreadable.damaged();
      }
    }

    private void feed() {
      byte[] next = new byte[8192];
      int read = in.read(next, 0, next.length);
      if (read < 0) {
        throw Unreadable.damaged();
      }
      chunk = java.util.Arrays.copyOf(next, read);
      inflater.setInput(chunk);
    }

    private void check() {
      long expectedCrc = saidCrc;
      long expectedPacked = saidPacked;
      long expectedSize = saidSize;
      if (saidSize < 0) {
        int first = number(4);
        expectedCrc = (first == AFTERWARDS ? number(4) : first) & 0xffffffffL;
        expectedPacked = following();
        expectedSize = following();
      }
      if (expectedCrc != crc.getValue() || expectedPacked != packed || expectedSize != size) {
        throw Unreadable.damaged();
      }
    }

    private long following() {
      long low = number(4) & 0xffffffffL;
      return large ? low | (long) number(4) << 32 : low;
    }
  }
}
