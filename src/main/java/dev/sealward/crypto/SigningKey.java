package dev.sealward.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 key (RFC 8032) that signs.
 *
 * <p>Guarantees: who has only the {@link VerifyingKey} makes no signature it accepts; {@code
 * toString} prints nothing of the key; {@link #close} zeroes it.
 */
public final class SigningKey implements AutoCloseable {
  private final byte[] seed;

  private SigningKey(byte[] own) {
    this.seed = own;
  }

  /**
   * @param seed 32 random bytes, copied
   */
  public static SigningKey of(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 key is 32 bytes long");
    }
    return new SigningKey(seed.clone());
  }

  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  public VerifyingKey verifyingKey() {
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    return new VerifyingKey(point);
  }

  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
  }

  @Override
  public String toString() {
    return "SigningKey";
  }
}
