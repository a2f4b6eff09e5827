package dev.sealward.keys;

import java.time.Duration;
import java.util.Map;

/** Keychains of another environment than this process's. */
public final class KeychainsForTests {
  private KeychainsForTests() {}

  public static Keychain of(Map<String, String> environment) {
    return new OsKeychain(() -> new SecretServiceEntries(environment::get), Duration.ofSeconds(5));
  }
}
