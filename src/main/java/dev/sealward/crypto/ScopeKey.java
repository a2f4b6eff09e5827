package dev.sealward.crypto;

import java.util.Arrays;

/**
 * The key of one scope under one master-key version: it wraps the data keys of that scope's
 * envelopes and encrypts nothing else.
 *
 * <p>Guarantees: 32 bytes, copied in, never handed out, never printed, zeroed by {@link #close};
 * using it afterwards is an {@link IllegalStateException}. Safe for use by many threads.
 */
public final class ScopeKey implements AutoCloseable {
  private final int keyVersion;
  private final RawKey key;

  private ScopeKey(int keyVersion, RawKey key) {
    this.keyVersion = keyVersion;
    this.key = key;
  }

  /**
   * Copies the key; the caller zeroes its own array.
   *
   * @param keyVersion number of the master key it was derived from, from 1
   * @param key 32 bytes, as {@link Hkdf#derive} gives them
   * @throws IllegalArgumentException if the version is below 1 or the key not 32 bytes long
   */
  public static ScopeKey of(int keyVersion, byte[] key) {
    if (keyVersion < 1) {
      throw new IllegalArgumentException("key versions are numbered from 1");
    }
    return new ScopeKey(keyVersion, RawKey.aes256(key));
  }

  /** The master-key version; goes into the header of what this key wraps. */
  public int keyVersion() {
    return keyVersion;
  }

  RawKey key() {
    return key;
  }

  /** The same key once more, closed on its own. */
  public ScopeKey copy() {
    byte[] bytes = key.getEncoded();
    try {
      return new ScopeKey(keyVersion, RawKey.aes256(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "ScopeKey[hidden]";
  }
}
