package dev.sealward.run.content;

/**
 * Remembers the last bytes that went by, and tells whether they end a zip archive: such a file
 * opens as one whatever stands before it.
 */
final class ZipTail {
  private static final int RECORD_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 0xffff;

  /** Stands in a field whose number is in a larger record. */
  private static final long ELSEWHERE = 0xffff_ffffL;

  private static final int KEPT = RECORD_BYTES + MAX_COMMENT_BYTES;

  /** With room, so that little is moved however short the pieces are. */
  private final byte[] bytes = new byte[4 * KEPT];

  private int filled;
  private long passed;

  void clear() {
    filled = 0;
    passed = 0;
  }

  void add(byte[] added, int from, int length) {
    int taken = Math.min(length, KEPT);
    if (filled + taken > bytes.length) {
      System.arraycopy(bytes, filled - KEPT, bytes, 0, KEPT);
      filled = KEPT;
    }
    System.arraycopy(added, from + length - taken, bytes, filled, taken);
    filled += taken;
    passed += length;
  }

  /** Whether an end of a list of members is at the end. */
  boolean isListEnd() {
    for (int at = filled - RECORD_BYTES; at >= earliest(); at--) {
      if (isRecord(at) && at + RECORD_BYTES + number(at + 20) == filled) {
        return true;
      }
    }
    return false;
  }

  /** Whether an archive with members ends here, as programs see it that forgive what follows it. */
  boolean endsAnArchive() {
    for (int at = filled - RECORD_BYTES; at >= earliest(); at--) {
      if (isRecord(at) && listsMembers(at)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the list it speaks of has room before it; its count may say anything. */
  private boolean listsMembers(int at) {
    long size = longNumber(at + 12);
    long offset = longNumber(at + 16);
    boolean elsewhere = size == ELSEWHERE || offset == ELSEWHERE;
    return size > 0 && (elsewhere || size + offset <= passed - filled + at);
  }

  private long longNumber(int at) {
    return number(at) | (long) number(at + 2) << 16;
  }

  private int earliest() {
    return Math.max(0, filled - KEPT);
  }

  private boolean isRecord(int at) {
    return bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 5 && bytes[at + 3] == 6;
  }

  private int number(int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
  }
}
