package dev.sealward.run.content;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Tells a deflated stream that stands without the frame of gzip or zip: in two bytes that begin it
 * there is too little to go by, so it is one when all that is there of it unpacks.
 */
final class Deflated {
  /** So few bytes may unpack by chance. */
  private static final int FEWEST = 8;

  /** No noise unpacks to so many. */
  private static final int ENOUGH = 1 << 20;

  private Deflated() {}

  /** RFC 1950: a header that is its own check, and what it says. */
  static boolean isZlib(byte[] head, int at) {
    return at + FEWEST <= head.length
        && (head[at] & 0x8f) == 8
        && ((head[at] << 8) + (head[at + 1] & 0xff)) % 31 == 0
        && unpacks(head, at, false);
  }

  /** RFC 1951, without a header. */
  static boolean isRaw(byte[] head, int at) {
    return at + FEWEST <= head.length && unpacks(head, at, true);
  }

  private static boolean unpacks(byte[] head, int at, boolean raw) {
    Inflater inflater = new Inflater(raw);
    try {
      inflater.setInput(head, at, head.length - at);
      byte[] out = new byte[8192];
      long before = -1;
      while (!inflater.finished() && inflater.getBytesWritten() > before) {
        before = inflater.getBytesWritten();
        if (before >= ENOUGH) {
          return true;
        }
        inflater.inflate(out);
      }
      return inflater.finished() || inflater.needsInput();
    } catch (DataFormatException no) {
      return false;
    } finally {
      inflater.end();
    }
  }
}
