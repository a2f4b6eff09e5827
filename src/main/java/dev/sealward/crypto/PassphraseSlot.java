package dev.sealward.crypto;

import dev.sealward.crypto.UnopenableException.Reason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A stream's file key under a key stretched from a passphrase:
 *
 * <pre>
 * log2 N (1) ‖ r (1) ‖ p (1) ‖ salt (16) ‖ nonce (12) ‖ wrapped file key (32 + tag 16)
 * </pre>
 *
 * <p>The associated data names the stream's nonce prefix and the cost. A cost out of the bounds of
 * {@link ScryptParameters} is refused before anything is computed. Never compared, so that its
 * array needs no equality.
 */
@SuppressWarnings("ArrayRecordComponent")
record PassphraseSlot(ScryptParameters cost, byte[] wrapped) {
  static final int SALT_BYTES = 16;

  private static final int WRAPPED_BYTES = RawKey.AES_256_BYTES + Gcm.OVERHEAD_BYTES;
  static final int BYTES = 3 + SALT_BYTES + WRAPPED_BYTES;

  static PassphraseSlot wrap(
      RawKey fileKey, byte[] prefix, BackupRecipient.Passphrase to, SecureRandom random) {
    byte[] bytes = fileKey.getEncoded();
    try (RawKey key = stretch(to.text(), to.cost());
        Gcm gcm = new Gcm()) {
      return new PassphraseSlot(to.cost(), gcm.seal(key, bytes, aad(prefix, to.cost()), random));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  RawKey unwrap(byte[] prefix, char[] passphrase) {
    try (RawKey key = stretch(passphrase, cost);
        Gcm gcm = new Gcm()) {
      byte[] bytes = gcm.open(key, wrapped, aad(prefix, cost));
      try {
        return RawKey.aes256(bytes);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  static PassphraseSlot parse(ByteBuffer in) {
    int log2n = in.get();
    int r = in.get();
    int p = in.get();
    byte[] salt = new byte[SALT_BYTES];
    in.get(salt);
    byte[] wrapped = new byte[WRAPPED_BYTES];
    in.get(wrapped);
    try {
      int n = log2n >= 0 && log2n < Integer.SIZE - 1 ? 1 << log2n : 0;
      return new PassphraseSlot(new ScryptParameters(n, r, p, salt), wrapped);
    } catch (IllegalArgumentException outOfBounds) {
      throw new UnopenableException(Reason.COST_OUT_OF_BOUNDS);
    }
  }

  void put(ByteBuffer out) {
    out.put((byte) Integer.numberOfTrailingZeros(cost.n()))
        .put((byte) cost.r())
        .put((byte) cost.p())
        .put(cost.salt())
        .put(wrapped);
  }

  private static RawKey stretch(char[] passphrase, ScryptParameters cost) {
    byte[] derived = Scrypt.derive(passphrase, cost);
    try {
      return RawKey.aes256(derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] aad(byte[] prefix, ScryptParameters cost) {
    return new Frames()
        .add("sealward/v1/backup/passphrase")
        .add(prefix)
        .add(cost.n())
        .add(cost.r())
        .add(cost.p())
        .add(cost.salt())
        .bytes();
  }
}
