package dev.sealward.secret.store;

import dev.sealward.keys.Keychain;
import dev.sealward.keys.KeychainsForTests;
import dev.sealward.program.GnomeKeyring;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** The store contract on a real GNOME Keyring. */
@Tag("HOME-04")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeychainStoreIT extends OutsideStoreContract {
  private GnomeKeyring keyring;
  private Keychain keychain;

  @BeforeAll
  void start() {
    keyring = GnomeKeyring.start();
    keychain = KeychainsForTests.of(keyring.environment());
  }

  @AfterAll
  void stop() {
    if (keyring != null) {
      keyring.close();
    }
  }

  @Override
  protected SecretStore store() {
    return new KeychainStore(keychain);
  }

  @Override
  protected SecretStore unreachable() {
    return new KeychainStore(KeychainsForTests.of(Map.of("XDG_RUNTIME_DIR", "/nowhere")));
  }

  @Override
  protected boolean canList() {
    return false;
  }
}
