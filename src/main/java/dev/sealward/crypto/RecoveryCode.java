package dev.sealward.crypto;

import dev.sealward.kernel.SecretValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A code a person keeps on paper for the day their authenticator app is lost; it works once.
 *
 * <p>Text form: four groups of four characters joined by {@code -}, in Crockford's base 32 (no I,
 * L, O or U): 80 random bits. Reading takes small letters, O for 0, I and L for 1, and any or no
 * spaces and dashes. Stored as SHA-256 of {@code "sealward/v1", "recovery-code"}, the owner
 * (length-prefixed, see {@link Info}) and the sixteen characters: 80 random bits need no slow hash.
 *
 * <p>Guarantee: one owner's digest is not another's, whatever the code.
 */
public final class RecoveryCode {
  private static final int CHARS = 16;
  private static final int GROUP_CHARS = 4;
  // A longer text is refused before it is read.
  private static final int MAX_TEXT_CHARS = 64;

  private RecoveryCode() {}

  /** A new code, in ASCII; the caller closes it. */
  public static SecretValue random(SecureRandom random) {
    byte[] text = new byte[CHARS + CHARS / GROUP_CHARS - 1];
    for (int i = 0; i < text.length; i++) {
      boolean between = i % (GROUP_CHARS + 1) == GROUP_CHARS;
      text[i] = (byte) (between ? '-' : RecoveryKey.ALPHABET.charAt(random.nextInt(32)));
    }
    try {
      return SecretValue.copyOf(text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /**
   * What is stored of a code; empty when the text cannot be one.
   *
   * @param owner whose code it is
   * @param typed the caller zeroes it
   */
  public static Optional<byte[]> digest(String owner, char[] typed) {
    if (typed.length > MAX_TEXT_CHARS) {
      return Optional.empty();
    }
    byte[] plain = new byte[CHARS];
    int count = 0;
    boolean readable = true;
    for (char c : typed) {
      if (c != '-' && c != ' ') {
        int digit = RecoveryKey.digit(c);
        readable &= digit >= 0 && count < CHARS;
        if (readable) {
          plain[count++] = (byte) RecoveryKey.ALPHABET.charAt(digit);
        }
      }
    }
    try {
      return readable && count == CHARS ? Optional.of(sha256(owner, plain)) : Optional.empty();
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static byte[] sha256(String owner, byte[] plain) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Info.of("sealward/v1", "recovery-code", owner));
      return digest.digest(plain);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
