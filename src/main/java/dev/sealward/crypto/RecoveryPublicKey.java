package dev.sealward.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The public half of a {@link RecoveryKey}, kept in the clear: whoever has it can seal, only the
 * recovery key opens (VAULT-10).
 *
 * <pre>
 * format (1 byte = 1) ‖ ephemeral public key (32) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
 * key = HKDF-SHA-256(X25519 shared secret, salt = ephemeral ‖ recipient's public key,
 *                    info = length-prefixed "sealward/v1", "recovery", purpose)
 * </pre>
 *
 * <p>AES-256-GCM under a key of its own for every seal; the associated data is the {@link
 * Binding}'s.
 *
 * <p>Guarantees: what was sealed is hidden except for its length, also from whoever sealed it once
 * the plaintext is gone; altered in any bit, cut, moved to another binding or meant for another
 * recovery key, it does not open. Does not protect against: somebody else sealing something of
 * their own under the same binding; it says for whom, not from whom.
 *
 * <p>Immutable. Holds nothing secret.
 */
public final class RecoveryPublicKey {
  static final int FORMAT = 1;
  static final int OVERHEAD_BYTES = 1 + X25519.POINT_SIZE + Gcm.OVERHEAD_BYTES;

  private static final int BYTES = X25519.POINT_SIZE;

  private final byte[] point;

  private RecoveryPublicKey(byte[] own) {
    this.point = own;
  }

  /**
   * A public key read back from where it was stored.
   *
   * @param point 32 bytes, as {@link #bytes} gave them
   * @throws IllegalArgumentException if it is not 32 bytes long, or a point of low order, to which
   *     nothing can be sealed safely
   */
  public static RecoveryPublicKey of(byte[] point) {
    if (point.length != BYTES) {
      throw new IllegalArgumentException("a recovery public key is " + BYTES + " bytes long");
    }
    // Clamping makes every scalar a multiple of 8, so that any of them finds a low order.
    if (!X25519.calculateAgreement(new byte[BYTES], 0, point, 0, new byte[BYTES], 0)) {
      throw new IllegalArgumentException("a recovery public key must not be of low order");
    }
    return new RecoveryPublicKey(point.clone());
  }

  static RecoveryPublicKey ofScalar(byte[] scalar) {
    byte[] point = new byte[BYTES];
    X25519.scalarMultBase(scalar, 0, point, 0);
    return new RecoveryPublicKey(point);
  }

  /**
   * Seals to whoever holds the recovery key.
   *
   * @param plaintext may be empty; the caller zeroes it
   * @param binding what the sealed bytes belong to
   */
  public byte[] seal(byte[] plaintext, Binding binding, SecureRandom random) {
    byte[] scalar = new byte[RecoveryKey.KEY_BYTES];
    byte[] shared = new byte[BYTES];
    random.nextBytes(scalar);
    try {
      byte[] ephemeral = ofScalar(scalar).point;
      if (!X25519.calculateAgreement(scalar, 0, point, 0, shared, 0)) {
        throw new IllegalStateException("a point of low order got past the constructor");
      }
      try (RawKey key = sealingKey(shared, ephemeral, binding);
          Gcm gcm = new Gcm()) {
        byte[] box = gcm.seal(key, plaintext, binding.recoveryAad(FORMAT), random);
        return ByteBuffer.allocate(1 + BYTES + box.length)
            .put((byte) FORMAT)
            .put(ephemeral)
            .put(box)
            .array();
      }
    } finally {
      Arrays.fill(scalar, (byte) 0);
      Arrays.fill(shared, (byte) 0);
    }
  }

  RawKey sealingKey(byte[] shared, byte[] ephemeral, Binding binding) {
    byte[] salt = Arrays.copyOf(ephemeral, 2 * BYTES);
    System.arraycopy(point, 0, salt, BYTES, BYTES);
    byte[] info = Info.of("sealward/v1", "recovery", binding.purpose());
    byte[] derived = Hkdf.derive(shared, salt, info, RawKey.AES_256_BYTES);
    try {
      return RawKey.aes256(derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return point.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecoveryPublicKey that && MessageDigest.isEqual(point, that.point);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point);
  }

  @Override
  public String toString() {
    return "RecoveryPublicKey[" + HexFormat.of().formatHex(point) + "]";
  }
}
