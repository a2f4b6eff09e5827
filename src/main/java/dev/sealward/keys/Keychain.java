package dev.sealward.keys;

import java.util.Optional;

/**
 * The keychain of the person or service Sealward runs as: the Secret Service on Linux (GNOME
 * Keyring, KWallet, KeePassXC), the Keychain on macOS, the Credential Manager on Windows. Entries
 * belong to the service {@code sealward} and have an account name; the value is kept as base64
 * text.
 *
 * <p>Guarantees: no call opens a prompt and waits for it on Linux, and none takes longer than some
 * seconds anywhere: a locked or silent keychain is a typed failure. An empty answer means that the
 * keychain was open and had no such entry. Each call goes to the keychain afresh, so that one that
 * was unlocked or started meanwhile is found. Thread-safe.
 *
 * <p>Does not protect against: other programs of the same person, whom an open keychain answers as
 * it answers Sealward. The libraries keep copies of the base64 text that cannot be zeroed (a {@code
 * String} on macOS and Windows, a message's buffers on Linux); they stay in memory until they are
 * collected.
 */
public interface Keychain {
  /** The largest value that every call takes; Windows keeps less. */
  int MAX_VALUE_BYTES = 1 << 20;

  /** The keychain of this machine; nothing is loaded or asked before the first call. */
  static Keychain ofThisMachine() {
    return OsKeychain.ofThisMachine();
  }

  /** Returns normally when an open keychain answers. */
  void check() throws KeychainFailure;

  /**
   * The value of an entry, for the caller to zero.
   *
   * @param account letters, digits and {@code . _ - / : # @}, at most 200
   */
  Optional<byte[]> read(String account) throws KeychainFailure;

  /** Writes an entry, in the place of one that is there. */
  void write(String account, byte[] value) throws KeychainFailure;

  /** Removes an entry; nothing when there is none. */
  void delete(String account) throws KeychainFailure;
}
