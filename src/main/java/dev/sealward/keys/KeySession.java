package dev.sealward.keys;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.Diagnosis.Suspicion;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens and re-wraps many envelopes of one transaction: which key versions may be used was read
 * once, when the session began.
 */
public final class KeySession {
  /** More places than a failed read may cost trying: some hundredths of a second. */
  static final int MAX_TRIES = 5_000;

  private final MasterKeys keys;
  private final ScopeKeys scopeKeys;
  private final Set<Integer> usable;
  private final SecureRandom random;

  KeySession(MasterKeys keys, ScopeKeys scopeKeys, Set<Integer> usable, SecureRandom random) {
    this.keys = keys;
    this.scopeKeys = scopeKeys;
    this.usable = Set.copyOf(usable);
    this.random = random;
  }

  /** The version envelopes are sealed and re-wrapped under. */
  public int activeVersion() {
    return keys.activeVersion();
  }

  /**
   * Opens an envelope under the version its header names.
   *
   * @throws UnopenableException when it was moved, changed or cut, or its key version is destroyed
   *     or unknown
   */
  public SecretValue open(Purpose purpose, Scope scope, UUID rowId, int version, byte[] envelope) {
    try (ScopeKey key = key(Envelope.keyVersion(envelope), scope, purpose)) {
      return Envelope.open(envelope, binding(purpose, scope, rowId, version), wanted -> key);
    }
  }

  /** Seals a value under the active version, bound to its row, version and scope. */
  public byte[] seal(Purpose purpose, Scope scope, UUID rowId, int version, byte[] plaintext) {
    try (ScopeKey key = key(activeVersion(), scope, purpose)) {
      if (key == null) {
        throw new IllegalStateException("the active version has no key");
      }
      return Envelope.seal(plaintext, binding(purpose, scope, rowId, version), key, random);
    }
  }

  /**
   * Wraps an envelope's data key again, under the active version; the value is not opened.
   *
   * @throws UnopenableException when its data key does not unwrap
   */
  public byte[] rewrap(Purpose purpose, Scope scope, UUID rowId, int version, byte[] envelope) {
    try (ScopeKey to = key(activeVersion(), scope, purpose)) {
      if (to == null) {
        throw new IllegalStateException("the active version has no key");
      }
      Binding binding = binding(purpose, scope, rowId, version);
      try (ScopeKey from = key(Envelope.keyVersion(envelope), scope, purpose)) {
        return Envelope.rewrap(envelope, binding, from, to, random);
      }
    }
  }

  /**
   * Proves that an envelope opens whole, its value too, which is zeroed at once.
   *
   * @throws UnopenableException when it does not
   */
  public void requireOpens(Purpose purpose, Scope scope, UUID rowId, int version, byte[] envelope) {
    open(purpose, scope, rowId, version, envelope).close();
  }

  /**
   * Finds out what became of an envelope that did not open: whether its data key belongs where it
   * stands, or to one of the places it could have come from, of which the first {@link #MAX_TRIES}
   * are tried. Opens no value.
   *
   * @param why how it did not open
   * @param elsewhere read only as far as needed
   */
  public Diagnosis diagnose(
      BoundTo here, byte[] envelope, UnopenableException why, Stream<Suspicion> elsewhere) {
    Damage told = Damage.of(why);
    if (told != Damage.TAMPERED_OR_WRONG_KEY) {
      return new Diagnosis(told, null);
    }
    try (Unwrapping unwrapping = new Unwrapping(keys, envelope)) {
      return unwrapping.succeeds(here)
          ? new Diagnosis(Damage.ALTERED, null)
          : elsewhere
              .limit(MAX_TRIES)
              .filter(suspicion -> unwrapping.succeeds(suspicion.place()))
              .findFirst()
              .map(found -> new Diagnosis(found.means(), found.place()))
              .orElseGet(() -> new Diagnosis(Damage.ALTERED, null));
    }
  }

  private @Nullable ScopeKey key(int version, Scope scope, Purpose purpose) {
    ScopeKey key = usable.contains(version) ? scopeKeys.get(keys, version, scope, purpose) : null;
    if (key == null) {
      scopeKeys.failed();
    }
    return key;
  }

  private static Binding binding(Purpose purpose, Scope scope, UUID rowId, int version) {
    return Binding.of(purpose.text(), rowId, version, scope);
  }
}
