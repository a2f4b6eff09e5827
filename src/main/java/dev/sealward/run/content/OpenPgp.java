package dev.sealward.run.content;

/**
 * What the first packets of an OpenPGP message in bytes say (RFC 9580, section 4). Its first byte
 * alone is like many others: a message is one when its packets are whole and belong together.
 */
enum OpenPgp {
  /** For somebody's key, or a passphrase. */
  ENCRYPTED,
  /** Packed, signed or not. */
  COMPRESSED,
  NONE;

  private static final int KEY_FOR_SOMEBODY = 1;
  private static final int KEY_BY_PASSPHRASE = 3;
  private static final int SIGNED_BELOW = 4;
  private static final int PACKED = 8;
  private static final int SEALED = 9;
  private static final int SEALED_CHECKED = 18;
  private static final int SEALED_AEAD = 20;

  /** More recipients than any message is likely to have. */
  private static final int MAX_PACKETS = 64;

  /**
   * A packet's header.
   *
   * @param body where its content begins
   * @param length of its content; -1 when that is told in parts, or not at all
   */
  private record Packet(int tag, int body, long length) {}

  static OpenPgp of(byte[] head) {
    int at = 0;
    for (int packets = 0; packets < MAX_PACKETS; packets++) {
      Packet packet = packet(head, at);
      boolean keyed =
          packet.tag() == KEY_FOR_SOMEBODY && isKeyForSomebody(head, packet)
              || packet.tag() == KEY_BY_PASSPHRASE && isKeyByPassphrase(head, packet);
      if (!keyed) {
        return at > 0 && isSealed(head, packet) ? ENCRYPTED : packed(head, packet);
      }
      at = Math.toIntExact(packet.body() + packet.length());
    }
    return NONE;
  }

  /** The kinds of content there are, all but the oldest with their version. */
  private static boolean isSealed(byte[] head, Packet packet) {
    int version = byteAt(head, packet.body());
    return switch (packet.tag()) {
      case SEALED -> true;
      case SEALED_CHECKED -> version == 1 || version == 2;
      case SEALED_AEAD -> version == 1;
      default -> false;
    };
  }

  private static OpenPgp packed(byte[] head, Packet first) {
    Packet packet = first;
    if (packet.tag() == SIGNED_BELOW && packet.length() == 13 && byteAt(head, packet.body()) == 3) {
      packet = packet(head, packet.body() + 13);
    }
    int body = packet.body();
    boolean is =
        packet.tag() == PACKED
            && switch (byteAt(head, body)) {
              case 1 -> Deflated.isRaw(head, body + 1);
              case 2 -> Deflated.isZlib(head, body + 1);
              case 3 -> byteAt(head, body + 1) == 'B' && byteAt(head, body + 2) == 'Z';
              default -> false;
            };
    return is ? COMPRESSED : NONE;
  }

  /** Its version, and an algorithm there is, in as many bytes as one takes. */
  private static boolean isKeyForSomebody(byte[] head, Packet packet) {
    int version = byteAt(head, packet.body());
    return packet.length() >= 12
        && packet.length() < 4096
        && (version == 6 || version == 3 && isPublicAlgorithm(byteAt(head, packet.body() + 9)));
  }

  private static boolean isPublicAlgorithm(int number) {
    return number >= 1 && number <= 3 || number >= 16 && number <= 26;
  }

  private static boolean isKeyByPassphrase(byte[] head, Packet packet) {
    int version = byteAt(head, packet.body());
    int cipher = byteAt(head, packet.body() + (version == 6 ? 2 : 1));
    int stretched = byteAt(head, packet.body() + 2);
    return packet.length() >= 4
        && packet.length() < 256
        && cipher >= 1
        && cipher <= 13
        && (version == 5 || version == 6 || version == 4 && stretched <= 4 && stretched != 2);
  }

  private static Packet packet(byte[] head, int at) {
    int first = byteAt(head, at);
    if (first < 0x80) {
      return new Packet(-1, at, -1);
    }
    if ((first & 0x40) == 0) {
      int size = 1 << (first & 3);
      long length = size == 8 ? -1 : number(head, at + 1, size);
      return new Packet(first >> 2 & 0xf, at + 1 + (size == 8 ? 0 : size), length);
    }
    int tag = first & 0x3f;
    int length = byteAt(head, at + 1);
    if (length < 192) {
      return new Packet(tag, at + 2, length);
    }
    if (length < 224) {
      return new Packet(tag, at + 3, (length - 192 << 8) + byteAt(head, at + 2) + 192);
    }
    return length == 255
        ? new Packet(tag, at + 6, number(head, at + 2, 4))
        : new Packet(tag, at + 2, -1);
  }

  private static long number(byte[] head, int at, int size) {
    long number = 0;
    for (int i = at; i < at + size; i++) {
      number = number << 8 | byteAt(head, i);
    }
    return number;
  }

  /** Zero beyond what is there, which begins no packet. */
  private static int byteAt(byte[] head, int at) {
    return at < head.length ? head[at] & 0xff : 0;
  }
}
