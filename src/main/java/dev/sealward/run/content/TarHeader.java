package dev.sealward.run.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One block of 512 bytes at the head of a member of a tar archive (POSIX.1-1988, GNU, v7). */
final class TarHeader {
  static final int BLOCK = 512;

  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;

  private final byte[] block;

  private TarHeader(byte[] block) {
    this.block = block;
  }

  /** Whether a file begins with a member's header. */
  static boolean isOne(byte[] head) {
    return head.length >= BLOCK && head[0] != 0 && sumIsRight(Arrays.copyOf(head, BLOCK));
  }

  static TarHeader of(byte[] block) {
    if (!sumIsRight(block)) {
      throw Unreadable.damaged();
    }
    return new TarHeader(block);
  }

  static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  static int sum(byte[] block) {
    int sum = CHECKSUM_BYTES * ' ';
    for (int i = 0; i < BLOCK; i++) {
      boolean inChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
      sum += inChecksum ? 0 : block[i] & 0xff;
    }
    return sum;
  }

  private static boolean sumIsRight(byte[] block) {
    return octal(block, CHECKSUM_AT, CHECKSUM_BYTES) == sum(block);
  }

  char type() {
    return block[156] == 0 ? '0' : (char) (block[156] & 0xff);
  }

  long size() {
    return number(124, 12);
  }

  int mode() {
    return (int) number(100, 8) & 07777;
  }

  long modified() {
    return Math.max(0, number(136, 12));
  }

  String name() {
    String name = text(0, 100);
    // GNU writes other things where POSIX has the beginning of a long name.
    boolean posix = block[257] == 'u' && block[262] == 0;
    String prefix = posix ? text(345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String link() {
    return text(157, 100);
  }

  private String text(int from, int most) {
    int length = 0;
    while (length < most && block[from + length] != 0) {
      length++;
    }
    return Names.decoded(block, from, length);
  }

  private long number(int from, int length) {
    if ((block[from] & 0x80) == 0) {
      long number = octal(block, from, length);
      if (number < 0) {
        throw Unreadable.damaged();
      }
      return number;
    }
    // GNU's form for what octal digits cannot hold; nothing that large or negative is taken.
    long number = block[from] & 0x7f;
    for (int i = from + 1; i < from + length; i++) {
      if (number > Long.MAX_VALUE >> 9) {
        throw Unreadable.damaged();
      }
      number = number << 8 | block[i] & 0xff;
    }
    return number;
  }

  /** Digits among blanks and NULs; -1 when there is anything else, 0 when there are none. */
  private static long octal(byte[] block, int from, int length) {
    String text = new String(block, from, length, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    String digits = (end < 0 ? text : text.substring(0, end)).strip();
    if (!digits.matches("[0-7]*")) {
      return -1;
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
