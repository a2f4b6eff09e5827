package dev.sealward.run.content;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What a file is by its first bytes; its name says nothing.
 *
 * <p>Text is what has few control characters but those of text in its first 64 KiB, one in 25 bytes
 * at most, in whatever encoding that keeps ASCII: a log with some in it is a log, and so is a list
 * whose entries end in NUL. In programs, pictures and the like there are more. What turns out to be
 * no text later on is masked as text all the same.
 */
record Sniffed(ContentKind kind, String mediaType) {
  static final int HEAD_BYTES = 64 * 1024;

  /** Of so many bytes of a text, one may be a control character that is not of text. */
  private static final int BYTES_A_CONTROL = 25;

  /**
   * 7z, RAR, xz, zstd, LZ4 and as it was, compress (LZW and LZH), lzip, lzop, framed Snappy,
   * cabinet, zip in several parts; ar (and so {@code .deb} and static libraries) as it is and thin,
   * RPM, and a Windows image.
   */
  private static final List<byte[]> UNSUPPORTED =
      List.of(
          hex("377abcaf271c"),
          hex("526172211a07"),
          hex("fd377a585a00"),
          hex("28b52ffd"),
          hex("04224d18"),
          hex("1f9d"),
          hex("1fa0"),
          hex("02214c18"),
          hex("4c5a495001"),
          hex("894c5a4f000d0a1a0a"),
          hex("ff060000734e61507059"),
          hex("4d53434600000000"),
          hex("504b0708"),
          hex("504b3030504b0304"),
          bytes("!<arch>\n"),
          bytes("!<thin>\n"),
          hex("edabeedb"),
          bytes("MSWIM\0\0\0"));

  /**
   * A text may begin so, but for control characters in it: xar, Squashfs, a Chrome extension, cpio
   * of bytes.
   */
  private static final List<byte[]> UNSUPPORTED_UNLESS_TEXT =
      List.of(bytes("xar!"), bytes("hsqs"), bytes("Cr24"), hex("c771"), hex("71c7"));

  /** The shorter one of its headers has so many. */
  private static final int CPIO_DIGITS = 76;

  private static final byte[] GZIP = hex("1f8b08");
  private static final byte[] ZIP = hex("504b0304");
  private static final byte[] BZIP2_BLOCK = bytes("1AY&SY");
  private static final List<byte[]> ENCRYPTED =
      List.of(
          bytes("Salted__"),
          bytes("age-encryption.org/"),
          bytes("-----BEGIN AGE ENCRYPTED FILE-----"),
          bytes("-----BEGIN PGP MESSAGE-----"),
          hex("4c554b53babe"));

  /** The type of a file that is no text, by its first bytes. */
  private record Typed(byte[] magic, String mediaType) {}

  private static final List<Typed> TYPES =
      List.of(
          new Typed(hex("89504e470d0a1a0a"), "image/png"),
          new Typed(hex("ffd8ff"), "image/jpeg"),
          new Typed(bytes("GIF8"), "image/gif"),
          new Typed(bytes("%PDF-"), "application/pdf"));

  /**
   * @throws dev.sealward.kernel.Refused when it can be told that nobody could look into it
   */
  static Sniffed of(byte[] head) {
    requireReadable(head);
    if (begins(head, GZIP)) {
      return new Sniffed(ContentKind.GZIP, "application/gzip");
    }
    if (begins(head, ZIP)) {
      return new Sniffed(ContentKind.ZIP, "application/zip");
    }
    if (TarHeader.isOne(head)) {
      return new Sniffed(ContentKind.TAR, "application/x-tar");
    }
    int controls = controls(head);
    if (controls == 0) {
      return new Sniffed(ContentKind.TEXT, "text/plain");
    }
    requireNoneOfChance(head);
    for (Typed type : TYPES) {
      if (begins(head, type.magic())) {
        return new Sniffed(ContentKind.BINARY, type.mediaType());
      }
    }
    if (controls <= head.length / BYTES_A_CONTROL) {
      return new Sniffed(ContentKind.TEXT, "text/plain");
    }
    return new Sniffed(ContentKind.BINARY, "application/octet-stream");
  }

  private static void requireReadable(byte[] head) {
    boolean bzip2 = begins(head, bytes("BZh")) && begins(head, 4, BZIP2_BLOCK);
    if (bzip2 || UNSUPPORTED.stream().anyMatch(magic -> begins(head, magic))) {
      throw Unreadable.unsupported();
    }
    if (ENCRYPTED.stream().anyMatch(magic -> begins(head, magic))) {
      throw Unreadable.encrypted();
    }
  }

  /** What begins in so few bytes that only the ones behind them tell; no text begins so. */
  private static void requireNoneOfChance(byte[] head) {
    if (isLzma(head)
        || isSkippable(head)
        || isCpio(head)
        || UNSUPPORTED_UNLESS_TEXT.stream().anyMatch(magic -> begins(head, magic))
        || Deflated.isZlib(head, 0)) {
      throw Unreadable.unsupported();
    }
    switch (OpenPgp.of(head)) {
      case ENCRYPTED -> throw Unreadable.encrypted();
      case COMPRESSED -> throw Unreadable.unsupported();
      case NONE -> {}
    }
  }

  /** The size of its dictionary, and of what it holds, or that nobody knew it. */
  private static boolean isLzma(byte[] head) {
    return begins(head, hex("5d0000"))
        && (begins(head, 5, hex("ffffffffffffffff")) || begins(head, 10, hex("000000")));
  }

  /** A frame that readers of zstd and LZ4 skip; one of theirs follows. */
  private static boolean isSkippable(byte[] head) {
    return head.length >= 4 && (head[0] & 0xf0) == 0x50 && begins(head, 1, hex("2a4d18"));
  }

  /** In characters: a magic number, and a header of digits up to the member's name. */
  private static boolean isCpio(byte[] head) {
    int digits = 0;
    while (digits < head.length && Character.digit(head[digits], 16) >= 0) {
      digits++;
    }
    return digits >= CPIO_DIGITS
        && (begins(head, bytes("070701"))
            || begins(head, bytes("070702"))
            || begins(head, bytes("070707")));
  }

  private static int controls(byte[] head) {
    int controls = 0;
    for (byte b : head) {
      boolean control = b >= 0 && b < ' ' || b == 0x7f;
      boolean ofText = b >= 0x07 && b <= 0x0d || b == 0x1b;
      controls += control && !ofText ? 1 : 0;
    }
    return controls;
  }

  private static boolean begins(byte[] head, byte[] magic) {
    return begins(head, 0, magic);
  }

  private static boolean begins(byte[] head, int at, byte[] magic) {
    if (head.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (head[at + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
