package dev.sealward.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cost and salt of one scrypt derivation, stored beside what was derived so that the defaults can
 * grow (HOME-03).
 *
 * <p>Text form (PHC string format): {@code $scrypt$ln=17,r=8,p=1$<salt>}, where {@code ln} is the
 * binary logarithm of {@code n} and the salt is Base64 without padding. Nothing in it is secret.
 *
 * <p>The bounds keep an edited file from asking for a derivation that takes no effort or all
 * memory.
 *
 * @param n CPU and memory cost: a power of two, 2<sup>14</sup> to 2<sup>20</sup>
 * @param r block size, 8 to 16; a derivation takes {@code 128 * n * r} bytes of memory, at most 1
 *     GiB
 * @param p parallelisation, 1 to 4; multiplies the time
 * @param salt 16 to 64 bytes; copied in and out
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record ScryptParameters(int n, int r, int p, byte[] salt) {
  private static final int DEFAULT_N = 1 << 17;
  private static final int DEFAULT_R = 8;
  private static final int DEFAULT_P = 1;
  private static final int MIN_N = 1 << 14;
  private static final int MAX_N = 1 << 20;
  private static final int MAX_R = 16;
  private static final int MAX_P = 4;
  private static final int MIN_SALT_BYTES = 16;
  private static final int MAX_SALT_BYTES = 64;
  private static final long MAX_MEMORY_BYTES = 1L << 30;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$scrypt\\$ln=([1-9][0-9]?),r=([1-9][0-9]?),p=([1-9][0-9]?)"
              + "\\$([A-Za-z0-9+/]{22,86})");

  public ScryptParameters {
    salt = salt.clone();
    boolean costInBounds =
        Integer.bitCount(n) == 1
            && n >= MIN_N
            && n <= MAX_N
            && r >= DEFAULT_R
            && r <= MAX_R
            && p >= 1
            && p <= MAX_P
            && 128L * n * r <= MAX_MEMORY_BYTES;
    if (!costInBounds || salt.length < MIN_SALT_BYTES || salt.length > MAX_SALT_BYTES) {
      throw new IllegalArgumentException("the scrypt parameters are out of bounds");
    }
  }

  /** Today's cost (N = 2<sup>17</sup>, r = 8, p = 1: 128 MiB) and a new random salt. */
  public static ScryptParameters fresh(SecureRandom random) {
    byte[] salt = new byte[MIN_SALT_BYTES];
    random.nextBytes(salt);
    return new ScryptParameters(DEFAULT_N, DEFAULT_R, DEFAULT_P, salt);
  }

  /**
   * Parses the text form; only the exact text {@link #encode} writes is taken.
   *
   * @throws IllegalArgumentException if it is malformed or out of bounds; the text is not echoed
   */
  public static ScryptParameters parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches() && Integer.parseInt(matcher.group(1)) < Integer.SIZE - 1) {
      ScryptParameters parameters =
          new ScryptParameters(
              1 << Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Integer.parseInt(matcher.group(3)),
              base64(matcher.group(4)));
      if (parameters.encode().equals(text)) {
        return parameters;
      }
    }
    throw new IllegalArgumentException("the scrypt parameters are malformed");
  }

  public String encode() {
    return "$scrypt$ln="
        + Integer.numberOfTrailingZeros(n)
        + ",r="
        + r
        + ",p="
        + p
        + "$"
        + Base64.getEncoder().withoutPadding().encodeToString(salt);
  }

  /** Whether the cost is below today's, so that the next change of passphrase should raise it. */
  public boolean isOutdated() {
    return n < DEFAULT_N || r < DEFAULT_R || p < DEFAULT_P;
  }

  @Override
  public byte[] salt() {
    return salt.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScryptParameters that
        && n == that.n
        && r == that.r
        && p == that.p
        && Arrays.equals(salt, that.salt);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * n + r) + p) + Arrays.hashCode(salt);
  }

  @Override
  public String toString() {
    return encode();
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException echoesItsInput) {
      throw new IllegalArgumentException("the scrypt parameters are malformed");
    }
  }
}
