package dev.sealward.crypto;

import dev.sealward.kernel.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.crypto.Mac;
import org.bouncycastle.util.encoders.Base32;

/**
 * Time-based one-time passwords (RFC 6238 over RFC 4226) as authenticator apps make them:
 * HMAC-SHA-1, six digits, a new one every 30 seconds.
 *
 * <p>Guarantees: takes exactly six ASCII digits, no spaces and no other digits; a code counts for
 * its own step and one step either side; a step that was used, and every one before it, is never
 * accepted again when the caller keeps the step it was told; the three candidates are compared in
 * constant time, all of them. Does not protect against: guessing, one in 333,333 a try, so that
 * limiting tries is the caller's; somebody who passes a code on while it is fresh.
 */
public final class Totp {
  private static final int SEED_BYTES = 20;
  private static final int STEP_SECONDS = 30;
  private static final int WINDOW = 1;
  private static final int DIGITS = 6;
  private static final int MODULUS = 1_000_000;

  private Totp() {}

  /** A new seed, as long as the MAC's result; the caller closes it. */
  public static SecretValue newSeed(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    try {
      return SecretValue.copyOf(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * The step whose code was typed; empty when it is none of those that count now, or was used.
   *
   * @param typed the caller zeroes it
   * @param usedStep the step accepted last, -1 for none
   */
  public static OptionalLong accept(byte[] seed, char[] typed, Instant now, long usedStep) {
    byte[] given = digits(typed);
    long present = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    OptionalLong accepted = OptionalLong.empty();
    for (long step = present - WINDOW; step <= present + WINDOW; step++) {
      byte[] expected = code(seed, step);
      boolean right = MessageDigest.isEqual(expected, given);
      if (right && step > usedStep) {
        accepted = OptionalLong.of(step);
      }
      Arrays.fill(expected, (byte) 0);
    }
    Arrays.fill(given, (byte) 0);
    return accepted;
  }

  /** The six digits of a counter, in ASCII. */
  static byte[] code(byte[] seed, long counter) {
    byte[] mac = hmac(seed, ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
    int offset = mac[mac.length - 1] & 0xf;
    int number = (ByteBuffer.wrap(mac).getInt(offset) & 0x7fffffff) % MODULUS;
    Arrays.fill(mac, (byte) 0);
    byte[] digits = new byte[DIGITS];
    for (int i = DIGITS - 1; i >= 0; i--) {
      digits[i] = (byte) ('0' + number % 10);
      number /= 10;
    }
    return digits;
  }

  /** The six digits that were typed; one zero byte, which equals no code, for anything else. */
  private static byte[] digits(char[] typed) {
    byte[] digits = new byte[DIGITS];
    boolean plain = typed.length == DIGITS;
    for (int i = 0; plain && i < DIGITS; i++) {
      plain = typed[i] >= '0' && typed[i] <= '9';
      digits[i] = (byte) typed[i];
    }
    return plain ? digits : new byte[1];
  }

  /**
   * What an authenticator app reads from the picture: {@code otpauth://totp/…}, in ASCII.
   *
   * @param account letters, digits, dots, dashes and underscores only
   */
  public static SecretValue uri(byte[] seed, String issuer, String account) {
    byte[] head =
        ("otpauth://totp/" + issuer + ":" + account + "?secret=")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail =
        ("&issuer=" + issuer + "&algorithm=SHA1&digits=6&period=30")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] text = Base32.encode(seed);
    byte[] uri =
        ByteBuffer.allocate(head.length + text.length + tail.length)
            .put(head)
            .put(text)
            .put(tail)
            .array();
    try {
      return SecretValue.copyOf(uri);
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(uri, (byte) 0);
    }
  }

  /** The seed as one types it into an app that reads no picture: base 32 (RFC 4648), in ASCII. */
  public static SecretValue text(byte[] seed) {
    byte[] text = Base32.encode(seed);
    try {
      return SecretValue.copyOf(text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] hmac(byte[] seed, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      init(mac, seed);
      byte[] result = mac.doFinal(message);
      // Overwrites what the MAC keeps inside: the padded key, and the last result.
      mac.update((byte) 0);
      init(mac, new byte[SEED_BYTES]);
      return result;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HMAC-SHA-1 does not work in this Java runtime", e);
    }
  }

  private static void init(Mac mac, byte[] keyBytes) throws InvalidKeyException {
    try (RawKey key = RawKey.hmacSha1(keyBytes)) {
      mac.init(key);
    }
  }
}
