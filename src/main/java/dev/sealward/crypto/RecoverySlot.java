package dev.sealward.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A stream's file key sealed to a recovery key, in the form {@link RecoveryPublicKey} describes;
 * the binding is the purpose {@code backup} and the stream's nonce prefix. Never compared, so that
 * its array needs no equality.
 */
@SuppressWarnings("ArrayRecordComponent")
record RecoverySlot(byte[] sealed) {
  static final int BYTES = RawKey.AES_256_BYTES + RecoveryPublicKey.OVERHEAD_BYTES;

  static RecoverySlot wrap(
      RawKey fileKey, byte[] prefix, BackupRecipient.Recovery to, SecureRandom random) {
    byte[] bytes = fileKey.getEncoded();
    try {
      return new RecoverySlot(to.key().seal(bytes, binding(prefix), random));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  RawKey unwrap(byte[] prefix, RecoveryKey key) {
    byte[] bytes = key.openBytes(sealed, binding(prefix));
    try {
      return RawKey.aes256(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  static RecoverySlot parse(ByteBuffer in) {
    byte[] sealed = new byte[BYTES];
    in.get(sealed);
    return new RecoverySlot(sealed);
  }

  void put(ByteBuffer out) {
    out.put(sealed);
  }

  private static Binding binding(byte[] prefix) {
    return Binding.of("backup", prefix, 0);
  }
}
