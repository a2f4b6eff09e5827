package dev.sealward.run.content;

/**
 * Remembers the last bytes that went by, and tells whether they end a zip archive: such a file
 * opens as one whatever stands before it.
 */
final class ZipTail {
  private static final int RECORD_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int KEPT = 2 * (RECORD_BYTES + MAX_COMMENT_BYTES);

  private final byte[] bytes = new byte[KEPT];
  private int filled;

  void clear() {
    filled = 0;
  }

  void add(byte[] added, int from, int length) {
    int taken = Math.min(length, KEPT / 2);
    if (filled + taken > KEPT) {
      System.arraycopy(bytes, filled - (KEPT - taken), bytes, 0, KEPT - taken);
      filled = KEPT - taken;
    }
    System.arraycopy(added, from + length - taken, bytes, filled, taken);
    filled += taken;
  }

  /** Whether an end of a list of members is at the end. */
  boolean isListEnd() {
    return end() >= 0;
  }

  /** Whether an archive with members ends here. */
  boolean endsAnArchive() {
    int at = end();
    return at >= 0 && (bytes[at + 10] != 0 || bytes[at + 11] != 0);
  }

  private int end() {
    for (int at = filled - RECORD_BYTES;
        at >= Math.max(0, filled - RECORD_BYTES - MAX_COMMENT_BYTES);
        at--) {
      boolean signature =
          bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 5 && bytes[at + 3] == 6;
      int comment = bytes[at + 20] & 0xff | (bytes[at + 21] & 0xff) << 8;
      if (signature && at + RECORD_BYTES + comment == filled) {
        return at;
      }
    }
    return -1;
  }
}
