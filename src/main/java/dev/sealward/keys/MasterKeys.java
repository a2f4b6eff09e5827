package dev.sealward.keys;

import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.kernel.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The open master keys by version, in memory.
 *
 * <p>Guarantee: only derived scope keys leave it: HKDF-SHA-256 with the provider id as salt and the
 * length-prefixed "sealward/v1", tenant, workspace, environment and purpose as info (FR-028-001c).
 * Immutable and thread-safe.
 */
final class MasterKeys {
  private static final String DOMAIN = "sealward/v1";
  private static final int KEY_BYTES = 32;

  private final Map<Integer, byte[]> keyByVersion;
  private final int activeVersion;

  private MasterKeys(Map<Integer, byte[]> keyByVersion, int activeVersion) {
    this.keyByVersion = keyByVersion;
    this.activeVersion = activeVersion;
  }

  /** Takes ownership of {@code key}. */
  static MasterKeys of(int version, byte[] key) {
    return new MasterKeys(new TreeMap<>(Map.of(version, key)), version);
  }

  int activeVersion() {
    return activeVersion;
  }

  /**
   * The scope's key under a version, for the caller to close; null when the version is not here.
   */
  @Nullable ScopeKey scopeKey(int version, Scope scope, Purpose purpose) {
    byte[] master = keyByVersion.get(version);
    if (master == null) {
      return null;
    }
    byte[] salt = scope.provider().value().getBytes(StandardCharsets.UTF_8);
    byte[] info =
        Info.of(
            DOMAIN,
            scope.tenant().value(),
            scope.workspace().value(),
            scope.environment().text(),
            purpose.text());
    byte[] derived = Hkdf.derive(master, salt, info, KEY_BYTES);
    try {
      return ScopeKey.of(version, derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "MasterKeys[hidden]";
  }
}
