package dev.sealward.redaction;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What would be masked of invented credentials of a format: of letters and digits, always the same.
 */
final class FormatSamples {
  private static final int PER_FORMAT = 3;

  /** Digits of a check; what it checks does not matter here. */
  private static final int CHECK = 6;

  private FormatSamples() {}

  static List<byte[]> of(TokenFormat format) {
    return IntStream.range(0, PER_FORMAT).mapToObj(turn -> sample(format, turn)).toList();
  }

  private static byte[] sample(TokenFormat format, int turn) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean stays =
        format.place() == TokenFormat.Place.PREFIX_STAYS
            || format.place() == TokenFormat.Place.BEHIND_NAME;
    if (!stays) {
      run(ByteClass.ALPHANUMERIC, format.before(), turn, out);
      out.writeBytes(Bytes.ascii(format.word()));
    }
    for (Shape.Part part : format.shape().parts()) {
      out.writeBytes(part.text());
      run(part.members(), part.fewest(), turn, out);
    }
    run(ByteClass.ALPHANUMERIC, format.checked() ? CHECK : 0, turn, out);
    return out.toByteArray();
  }

  /** Steps from 0 to z and round again; the step shares no divisor with their number. */
  private static void run(ByteClass members, int count, int turn, ByteArrayOutputStream out) {
    int at = '0' + 7 * turn;
    for (int made = 0; made < count; ) {
      at = '0' + (at - '0' + 37) % ('z' - '0' + 1);
      if (Bytes.isAlphanumeric((byte) at) && members.has((byte) at)) {
        out.write(at);
        made++;
      }
    }
  }
}
