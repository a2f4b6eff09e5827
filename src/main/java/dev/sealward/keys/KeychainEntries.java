package dev.sealward.keys;

import java.util.Optional;

/** One operating system's keychain: text entries of the service {@code sealward}, by account. */
interface KeychainEntries {
  String SERVICE = "sealward";

  void check() throws KeychainFailure;

  Optional<byte[]> read(String account) throws KeychainFailure;

  /**
   * Writes an entry.
   *
   * @param text ASCII
   */
  void write(String account, byte[] text) throws KeychainFailure;

  void delete(String account) throws KeychainFailure;

  /** How much text an entry takes. */
  int maxTextBytes();
}
