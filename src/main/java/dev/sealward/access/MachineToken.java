package dev.sealward.access;

import dev.sealward.kernel.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The form of a machine token: {@code swd_<id>_<secret>_<check>}, id 12 characters of {@code
 * [a-z0-9]}, secret 43 characters base64url of 32 random bytes, check 8 hex digits, the CRC-32 of
 * what stands before its underscore, so that scanners can tell a token from noise.
 *
 * <p>Stored as the SHA-256 of the whole text: 256 random bits need no slow hash.
 */
final class MachineToken {
  private static final Pattern FORM =
      Pattern.compile("(swd_([a-z0-9]{12})_[A-Za-z0-9_-]{43})_([0-9a-f]{8})");
  private static final int LENGTH = 4 + 12 + 1 + 43 + 1 + 8;
  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SECRET_BYTES = 32;

  private final String id;
  private final byte[] hash;

  private MachineToken(String id, byte[] hash) {
    this.id = id;
    this.hash = hash;
  }

  /** A token read from a request; empty when it cannot be one. */
  static Optional<MachineToken> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !check(matcher.group(1)).equals(matcher.group(3))) {
      return Optional.empty();
    }
    return Optional.of(
        new MachineToken(matcher.group(2), sha256(text.getBytes(StandardCharsets.US_ASCII))));
  }

  /** Makes a new token; its text is in the value, for the receiver to close. */
  static IssuedToken issue(SecureRandom random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(secret);
    byte[] prefix = ("swd_" + id + "_").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer text = ByteBuffer.allocate(LENGTH).put(prefix).put(encoded);
    CRC32 crc = new CRC32();
    crc.update(text.array(), 0, text.position());
    text.put(checkText(crc).getBytes(StandardCharsets.US_ASCII));
    try {
      return new IssuedToken(id.toString(), SecretValue.copyOf(text.array()));
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(text.array(), (byte) 0);
    }
  }

  String id() {
    return id;
  }

  boolean matches(byte[] storedHash) {
    return MessageDigest.isEqual(hash, storedHash);
  }

  static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String check(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return checkText(crc).substring(1);
  }

  private static String checkText(CRC32 crc) {
    return String.format(java.util.Locale.ROOT, "_%08x", crc.getValue());
  }

  @Override
  public String toString() {
    return "MachineToken[" + id + ", hidden]";
  }
}
