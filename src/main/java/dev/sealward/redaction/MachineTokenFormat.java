package dev.sealward.redaction;

import java.util.zip.CRC32;

/**
 * Sealward's own tokens: {@code swd_<12 of [a-z0-9]>_<43 of base64url>_<8 hex digits>}, the last
 * part the CRC-32 of all before it. One whose check fails opens nothing, yet may be a slip of the
 * pen away from one that does: it is masked where guesses are, and is no exact finding.
 */
final class MachineTokenFormat {
  private static final byte[] PREFIX = Bytes.ascii("swd_");
  private static final String KIND = "sealward_token";
  private static final int ID = 12;
  private static final int SECRET = 43;
  private static final int CHECK = 8;

  private MachineTokenFormat() {}

  static Anchors.Anchor checked() {
    return new Anchors.Anchor(PREFIX, false, (line, at) -> look(line, at, Span.EXACT));
  }

  static Anchors.Anchor unchecked() {
    return new Anchors.Anchor(PREFIX, true, (line, at) -> look(line, at, Span.HEURISTIC));
  }

  private static void look(Line line, int at, int rank) {
    int id = at + PREFIX.length;
    int secret = id + ID + 1;
    int check = secret + SECRET + 1;
    int stop = check + CHECK;
    if (!line.startsWith(at, PREFIX) || !line.isTokenStart(at) || line.byteAt(stop - 1) == 0) {
      return;
    }
    boolean shaped = line.byteAt(secret - 1) == '_' && line.byteAt(check - 1) == '_';
    for (int i = id; shaped && i < stop; i++) {
      byte b = line.byteAt(i);
      shaped =
          i < secret - 1
              ? Bytes.isLower(b) || Bytes.isDigit(b)
              : i < check ? ByteClass.URL_SAFE.has(b) : Bytes.isLowerHex(b);
    }
    if (shaped) {
      CRC32 crc = new CRC32();
      crc.update(line.bytes(), at, check - 1 - at);
      long written = Long.parseLong(Values.lower(line, check, stop), 16);
      if (rank == (crc.getValue() == written ? Span.EXACT : Span.HEURISTIC)) {
        line.mark(at, stop, rank, KIND, false);
      }
    }
  }
}
