package dev.sealward.access;

import dev.sealward.kernel.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A password Sealward made for a person, at the one moment it can be seen: 100 random bits in four
 * groups, to be changed at the first sign-in. The receiver closes {@code password}.
 */
public record InitialPassword(String person, SecretValue password) {
  private static final byte[] LETTERS =
      "abcdefghjkmnpqrstuvwxyz023456789".getBytes(StandardCharsets.US_ASCII);
  private static final int GROUPS = 4;
  private static final int GROUP_CHARS = 5;

  static InitialPassword make(String person, SecureRandom random) {
    byte[] text = new byte[GROUPS * (GROUP_CHARS + 1) - 1];
    try {
      for (int i = 0; i < text.length; i++) {
        boolean gap = i % (GROUP_CHARS + 1) == GROUP_CHARS;
        text[i] = gap ? (byte) '-' : LETTERS[random.nextInt(LETTERS.length)];
      }
      return new InitialPassword(person, SecretValue.copyOf(text));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Its characters, which the caller zeroes. */
  char[] chars() {
    return password.use(
        text -> {
          char[] chars = new char[text.length];
          for (int i = 0; i < text.length; i++) {
            chars[i] = (char) text[i];
          }
          return chars;
        });
  }

  @Override
  public String toString() {
    return "InitialPassword[" + person + ", hidden]";
  }
}
