package dev.sealward.boot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The one-time code that proves who sits at the machine: 12 characters of an alphabet without
 * look-alikes, about 58 bits, new at each start. The application gets its SHA-256 only.
 */
final class SetUpCode {
  static final String DIGEST_PROPERTY = "sealward.setup.code.sha256";
  private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private final String text;

  private SetUpCode(String text) {
    this.text = text;
  }

  static SetUpCode random(SecureRandom random) {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      if (i > 0 && i % 4 == 0) {
        code.append('-');
      }
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new SetUpCode(code.toString());
  }

  /** The code as it is shown, once, on the console: {@code XXXX-XXXX-XXXX}. */
  String text() {
    return text;
  }

  /** Lower-case hex SHA-256 of the code's letters and digits, without dashes. */
  String digest() {
    try {
      byte[] plain = text.replace("-", "").getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "SetUpCode[hidden]";
  }
}
