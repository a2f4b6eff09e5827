package dev.sealward.redaction;

import java.util.Random;
import java.util.zip.CRC32;

/** Invented credentials of a format, made from its alphabet and length. */
final class ShapeSamples {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private ShapeSamples() {}

  /** The credential itself, without the name it stands behind. */
  static String credential(TokenFormat format, Random random) {
    StringBuilder out = new StringBuilder();
    switch (format.place()) {
      case BEHIND_NAME -> {}
      case INSIDE -> out.append(run('a', format.before(), random)).append(format.word());
      default -> out.append(format.word());
    }
    int body = out.length();
    for (Shape.Part part : format.shape().parts()) {
      if (part.text().length > 0) {
        out.append(new String(part.text(), java.nio.charset.StandardCharsets.US_ASCII));
      } else {
        int more = part.most() == part.fewest() ? 0 : random.nextInt(4);
        int count = (int) Math.min(part.most(), (long) part.fewest() + more);
        out.append(run(part.letter(), count, random));
      }
    }
    if (format.checked()) {
      out.setLength(body + 30);
      out.append(check(out.substring(body)));
    }
    return out.toString();
  }

  /** What must vanish of it: a prefix that says where, and not what, may stay. */
  static String secret(TokenFormat format, String credential) {
    return format.place() == TokenFormat.Place.PREFIX_STAYS
        ? credential.substring(format.word().length())
        : credential;
  }

  private static String check(String body) {
    CRC32 crc = new CRC32();
    crc.update(Samples.bytes(body));
    StringBuilder check = new StringBuilder();
    for (long rest = crc.getValue(); check.length() < 6; rest /= 62) {
      check.append(BASE62.charAt((int) (rest % 62)));
    }
    return check.reverse().toString();
  }

  /** Letters and digits of the class, both kinds where it has both, none twice in a row. */
  static String run(char letter, int count, Random random) {
    String members =
        switch (letter) {
          case 'h' -> "0123456789abcdef";
          case 'l' -> BASE62.substring(0, 10) + BASE62.substring(36);
          case 'U' -> BASE62.substring(0, 36);
          case 'd' -> BASE62.substring(0, 10);
          default -> BASE62;
        };
    StringBuilder run = new StringBuilder();
    while (run.length() < count) {
      boolean digit = run.length() % 3 == 1;
      char next =
          digit || letter == 'd'
              ? (char) ('0' + random.nextInt(10))
              : members.charAt(10 + random.nextInt(members.length() - 10));
      if (run.length() == 0 || run.charAt(run.length() - 1) != next) {
        run.append(next);
      }
    }
    return run.toString();
  }
}
