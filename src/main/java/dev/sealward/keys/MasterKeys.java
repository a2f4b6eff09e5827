package dev.sealward.keys;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The open master keys by version, in memory.
 *
 * <p>Guarantee: only derived scope keys leave it: HKDF-SHA-256 with the provider id as salt and the
 * length-prefixed "sealward/v1", tenant, workspace, environment and purpose as info (FR-028-001c),
 * and master keys sealed under another version. Immutable but for being closed, and thread-safe;
 * each change is a new object that shares the keys both hold.
 */
final class MasterKeys {
  private static final String DOMAIN = "sealward/v1";
  private static final int KEY_BYTES = 32;

  private final Map<Integer, MasterKey> keyByVersion;
  private final int activeVersion;

  private MasterKeys(Map<Integer, MasterKey> keyByVersion, int activeVersion) {
    this.keyByVersion = keyByVersion;
    this.activeVersion = activeVersion;
  }

  /** Takes ownership of {@code key}. */
  static MasterKeys of(int version, byte[] key) {
    return new MasterKeys(new TreeMap<>(Map.of(version, new MasterKey(key))), version);
  }

  /** With a new active version; takes ownership of {@code key}. */
  MasterKeys rotatedTo(int version, byte[] key) {
    MasterKeys with = with(version, key);
    return new MasterKeys(with.keyByVersion, version);
  }

  /** With an older version besides; takes ownership of {@code key}. */
  MasterKeys with(int version, byte[] key) {
    Map<Integer, MasterKey> keys = new TreeMap<>(keyByVersion);
    keys.put(version, new MasterKey(key));
    return new MasterKeys(keys, activeVersion);
  }

  /** Those of some versions, as far as they are here; the others stay open in this object. */
  MasterKeys only(Set<Integer> versions) {
    Map<Integer, MasterKey> keys = new TreeMap<>(keyByVersion);
    keys.keySet().retainAll(versions);
    return new MasterKeys(keys, activeVersion);
  }

  /** Zeroes every key that {@code other} does not share, for all objects that share it. */
  void closeBut(@Nullable MasterKeys other) {
    keyByVersion.forEach(
        (version, key) -> {
          if (other == null || other.keyByVersion.get(version) != key) {
            key.close();
          }
        });
  }

  int activeVersion() {
    return activeVersion;
  }

  Set<Integer> versions() {
    return Set.copyOf(keyByVersion.keySet());
  }

  /** Whether every version that is here is one of these. */
  boolean isWithin(Set<Integer> versions) {
    return versions.containsAll(keyByVersion.keySet());
  }

  boolean has(int version) {
    return keyByVersion.containsKey(version);
  }

  /**
   * The scope's key under a version, for the caller to close; null when the version is not here.
   *
   * @throws dev.sealward.kernel.Refused UNAVAILABLE when it was closed meanwhile
   */
  @Nullable ScopeKey scopeKey(int version, Scope scope, Purpose purpose) {
    MasterKey master = keyByVersion.get(version);
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
    byte[] derived = master.use(key -> Hkdf.derive(key, salt, info, KEY_BYTES));
    try {
      return ScopeKey.of(version, derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /** The key of a version, sealed under the active one. */
  byte[] wrap(int version, SecureRandom random) {
    try (ScopeKey key = wrappingKey()) {
      return use(version, older -> Envelope.seal(older, wrapBinding(version), key, random));
    }
  }

  /**
   * With an older version whose key {@link #wrap} sealed under the active one.
   *
   * @throws dev.sealward.crypto.UnopenableException when it does not open
   */
  MasterKeys unwrap(int version, byte[] sealed) {
    try (ScopeKey key = wrappingKey();
        SecretValue opened = Envelope.open(sealed, wrapBinding(version), wanted -> key)) {
      return with(version, opened.use(byte[]::clone));
    }
  }

  /** Lends the key of a version, to be sealed for somebody else. */
  <T> T use(int version, Function<byte[], T> borrower) {
    MasterKey key = keyByVersion.get(version);
    if (key == null) {
      throw new IllegalStateException("key version " + version + " is not in the ring");
    }
    return key.use(borrower);
  }

  private ScopeKey wrappingKey() {
    ScopeKey key = scopeKey(activeVersion, KeyRing.INSTALLATION, Purpose.MASTER_KEY);
    if (key == null) {
      throw new IllegalStateException("the active version has no key");
    }
    return key;
  }

  private static Binding wrapBinding(int version) {
    return Binding.of(
        Purpose.MASTER_KEY.text(), new java.util.UUID(0, version), version, KeyRing.INSTALLATION);
  }

  @Override
  public String toString() {
    return "MasterKeys[hidden]";
  }
}
