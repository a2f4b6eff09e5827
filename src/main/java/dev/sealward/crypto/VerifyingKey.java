package dev.sealward.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public half of a {@link SigningKey}: Ed25519 (RFC 8032). Text form: PEM of its
 * SubjectPublicKeyInfo (RFC 8410), as other tools read it.
 *
 * <p>Immutable. Holds nothing secret.
 */
public final class VerifyingKey {
  private static final byte[] INFO_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";
  private static final int ID_BYTES = 8;

  private final byte[] point;

  VerifyingKey(byte[] own) {
    this.point = own;
  }

  /**
   * Reads a key's text form.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static VerifyingKey parse(String pem) {
    String text = pem.replaceAll("\\s+", " ").strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw new IllegalArgumentException("not a public key in PEM");
    }
    String body = text.substring(BEGIN.length(), text.length() - END.length()).replace(" ", "");
    byte[] info = Base64.getDecoder().decode(body);
    int prefix = INFO_PREFIX.length;
    if (info.length != prefix + Ed25519.PUBLIC_KEY_SIZE
        || !MessageDigest.isEqual(Arrays.copyOf(info, prefix), INFO_PREFIX)) {
      throw new IllegalArgumentException("not an Ed25519 public key");
    }
    return new VerifyingKey(Arrays.copyOfRange(info, prefix, info.length));
  }

  public String pem() {
    byte[] info = Arrays.copyOf(INFO_PREFIX, INFO_PREFIX.length + point.length);
    System.arraycopy(point, 0, info, INFO_PREFIX.length, point.length);
    return BEGIN + "\n" + Base64.getEncoder().encodeToString(info) + "\n" + END + "\n";
  }

  /** What tells this key from others: the first bytes of its SHA-256, in hex. */
  public String id() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(point);
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  public boolean accepts(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, point, 0, message, 0, message.length);
  }
}
