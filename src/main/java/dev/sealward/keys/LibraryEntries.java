package dev.sealward.keys;

import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.KeyringStorageType;
import com.github.javakeyring.PasswordAccessException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The keychains of macOS and Windows, through java-keyring. It tells an entry that is missing from
 * every other failure by the system's words only, so what is not clearly "missing" is a refusal.
 */
final class LibraryEntries implements KeychainEntries {
  /** CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes, and the library stores two for a character. */
  private static final int WINDOWS_TEXT_BYTES = 1_280;

  /** ERROR_NOT_FOUND. */
  private static final String WINDOWS_MISSING = "error code 1168";

  private final KeyringStorageType type;
  private final boolean windows;

  private LibraryEntries(KeyringStorageType type, boolean windows) {
    this.type = type;
    this.windows = windows;
  }

  /**
   * The keychain of this system.
   *
   * @param system {@code os.name} in lower case
   */
  static LibraryEntries of(String system) {
    boolean windows = system.startsWith("windows");
    return new LibraryEntries(
        windows ? KeyringStorageType.WINDOWS_CREDENTIAL_STORE : KeyringStorageType.OSX_KEYCHAIN,
        windows);
  }

  private interface Call<T> {
    T on(Keyring keyring) throws PasswordAccessException;
  }

  private <T> T with(Call<T> call) throws KeychainFailure {
    try {
      return call.on(Keyring.create(type));
    } catch (BackendNotSupportedException e) {
      throw KeychainFailure.noneHere("The operating system's keychain cannot be reached.");
    } catch (PasswordAccessException e) {
      // Not its text: it may hold more than an error's name.
      throw KeychainFailure.refused(e.getClass().getSimpleName());
    }
  }

  @Override
  public void check() throws KeychainFailure {
    // Whether an entry is there tells nothing; that the keychain answers does.
    read("check");
  }

  @Override
  public Optional<byte[]> read(String account) throws KeychainFailure {
    return with(
        keyring -> {
          try {
            String text = keyring.getPassword(SERVICE, account);
            return Optional.of(text.getBytes(StandardCharsets.US_ASCII));
          } catch (PasswordAccessException e) {
            if (saysMissing(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public void write(String account, byte[] text) throws KeychainFailure {
    with(
        keyring -> {
          keyring.setPassword(SERVICE, account, new String(text, StandardCharsets.US_ASCII));
          return true;
        });
  }

  @Override
  public void delete(String account) throws KeychainFailure {
    with(
        keyring -> {
          try {
            keyring.deletePassword(SERVICE, account);
          } catch (PasswordAccessException e) {
            if (!saysMissing(e)) {
              throw e;
            }
          }
          return true;
        });
  }

  @Override
  public int maxTextBytes() {
    return windows ? WINDOWS_TEXT_BYTES : 4 * Keychain.MAX_VALUE_BYTES;
  }

  private boolean saysMissing(PasswordAccessException e) {
    String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return windows
        ? said.endsWith(WINDOWS_MISSING)
        : said.contains("no stored credentials match") || said.contains("could not be found");
  }
}
