package dev.sealward.crypto;

import dev.sealward.crypto.UnopenableException.Reason;
import dev.sealward.kernel.SecretValue;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a secret is stored: the value under a random data key of its own, the data key wrapped by the
 * scope's key (FR-028-001, FOUND-04).
 *
 * <pre>
 * format (1 byte = 1) ‖ key_version (int32, big endian)
 *   ‖ nonce (12) ‖ wrapped data key (32 + tag 16)
 *   ‖ nonce (12) ‖ ciphertext ‖ tag (16)
 * </pre>
 *
 * <p>Both layers are AES-256-GCM; their associated data is the {@link Binding}'s. An envelope is 93
 * bytes longer than its value.
 *
 * <p>Guarantees: an envelope that was altered in any bit, cut, moved to another row, version or
 * scope, or put together from two others does not open. Data keys are zeroed before a method
 * returns. Does not protect against: an older envelope of the very same binding put back in its
 * place; whoever holds the scope's key.
 *
 * <p>The scope keys stay the caller's: none is closed here.
 */
public final class Envelope {
  private static final int FORMAT = 1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;
  private static final int WRAPPED_END = HEADER_BYTES + RawKey.AES_256_BYTES + Gcm.OVERHEAD_BYTES;
  private static final int MIN_BYTES = WRAPPED_END + Gcm.OVERHEAD_BYTES;

  private Envelope() {}

  /** Seals the value under a new data key, wrapped by {@code key}. */
  public static byte[] seal(SecretValue value, Binding binding, ScopeKey key, SecureRandom random) {
    return value.use(plaintext -> seal(plaintext, binding, key, random));
  }

  /** Seals bytes that are no {@link SecretValue}, such as a key; the caller zeroes them. */
  public static byte[] seal(byte[] plaintext, Binding binding, ScopeKey key, SecureRandom random) {
    try (RawKey dataKey = RawKey.randomAes256(random);
        Gcm gcm = new Gcm()) {
      byte[] sealedValue = gcm.seal(dataKey, plaintext, binding.valueAad(FORMAT), random);
      return assemble(key.keyVersion(), wrap(dataKey, binding, key, gcm, random), sealedValue);
    }
  }

  /**
   * Opens an envelope with the scope key of the version its header names.
   *
   * @param keyByVersion the scope's key under a master-key version, null if that is not at hand
   * @return the value; the caller closes it
   * @throws UnopenableException saying why it does not open
   */
  public static SecretValue open(
      byte[] envelope, Binding binding, IntFunction<? extends @Nullable ScopeKey> keyByVersion) {
    Parts parts = Parts.of(envelope);
    ScopeKey key = keyByVersion.apply(parts.keyVersion());
    try (Gcm gcm = new Gcm();
        RawKey dataKey = unwrap(parts, binding, key, gcm)) {
      byte[] plaintext = gcm.open(dataKey, parts.sealedValue(), binding.valueAad(FORMAT));
      try {
        return SecretValue.copyOf(plaintext);
      } finally {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
  }

  /**
   * The master-key version the header names. It is not verified before the envelope is opened: good
   * for finding what is left to re-wrap, not for a decision about trust.
   *
   * @throws UnopenableException if it is cut, of an unknown format, or names no possible version
   */
  public static int keyVersion(byte[] envelope) {
    return Parts.of(envelope).keyVersion();
  }

  /**
   * Wraps the data key again, under another version of the scope's key. The value is not decrypted:
   * its nonce, ciphertext and tag are the same bytes afterwards.
   *
   * @param from the key the envelope is wrapped under now, null if that is not at hand
   * @param to the key to wrap under
   * @throws UnopenableException if {@code from} is missing, of another version or does not unwrap
   *     it
   */
  public static byte[] rewrap(
      byte[] envelope, Binding binding, @Nullable ScopeKey from, ScopeKey to, SecureRandom random) {
    Parts parts = Parts.of(envelope);
    try (Gcm gcm = new Gcm();
        RawKey dataKey = unwrap(parts, binding, from, gcm)) {
      byte[] wrappedKey = wrap(dataKey, binding, to, gcm, random);
      return assemble(to.keyVersion(), wrappedKey, parts.sealedValue());
    }
  }

  /**
   * Proves that the data key unwraps, without opening the value.
   *
   * @param key the key the envelope is wrapped under, null if that is not at hand
   * @throws UnopenableException if it does not
   */
  public static void requireUnwraps(byte[] envelope, Binding binding, @Nullable ScopeKey key) {
    try (Gcm gcm = new Gcm()) {
      unwrap(Parts.of(envelope), binding, key, gcm).close();
    }
  }

  private static byte[] wrap(
      RawKey dataKey, Binding binding, ScopeKey key, Gcm gcm, SecureRandom random) {
    byte[] bytes = dataKey.getEncoded();
    try {
      return gcm.seal(key.key(), bytes, binding.wrapAad(FORMAT, key.keyVersion()), random);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static RawKey unwrap(Parts parts, Binding binding, @Nullable ScopeKey key, Gcm gcm) {
    if (key == null || key.keyVersion() != parts.keyVersion()) {
      throw new UnopenableException(Reason.UNKNOWN_KEY_VERSION);
    }
    byte[] bytes =
        gcm.open(key.key(), parts.wrappedKey(), binding.wrapAad(FORMAT, parts.keyVersion()));
    try {
      return RawKey.aes256(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static byte[] assemble(int keyVersion, byte[] wrappedKey, byte[] sealedValue) {
    return ByteBuffer.allocate(HEADER_BYTES + wrappedKey.length + sealedValue.length)
        .put((byte) FORMAT)
        .putInt(keyVersion)
        .put(wrappedKey)
        .put(sealedValue)
        .array();
  }

  /**
   * An envelope taken apart; nothing in it is verified yet but the lengths and the format. Never
   * compared, so that its arrays need no equality.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Parts(int keyVersion, byte[] wrappedKey, byte[] sealedValue) {

    static Parts of(byte[] envelope) {
      if (envelope.length > 0 && envelope[0] != FORMAT) {
        throw new UnopenableException(Reason.UNKNOWN_FORMAT);
      }
      if (envelope.length < MIN_BYTES) {
        throw new UnopenableException(Reason.TRUNCATED);
      }
      int keyVersion = ByteBuffer.wrap(envelope).getInt(1);
      if (keyVersion < 1) {
        throw new UnopenableException(Reason.UNKNOWN_KEY_VERSION);
      }
      return new Parts(
          keyVersion,
          Arrays.copyOfRange(envelope, HEADER_BYTES, WRAPPED_END),
          Arrays.copyOfRange(envelope, WRAPPED_END, envelope.length));
    }
  }
}
