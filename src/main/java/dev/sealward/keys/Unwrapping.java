package dev.sealward.keys;

import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.UnopenableException;
import org.jspecify.annotations.Nullable;

/**
 * Tries with which bindings an envelope's data key unwraps. The scope's key is derived once for
 * neighbours of one scope, and kept out of {@link ScopeKeys}, which many scopes would empty.
 */
final class Unwrapping implements AutoCloseable {
  private final MasterKeys keys;
  private final byte[] envelope;
  private final int version;
  private @Nullable BoundTo last;
  private @Nullable ScopeKey key;

  /**
   * @throws UnopenableException when the envelope's header cannot be read
   */
  Unwrapping(MasterKeys keys, byte[] envelope) {
    this.keys = keys;
    this.envelope = envelope.clone();
    this.version = Envelope.keyVersion(envelope);
  }

  boolean succeeds(BoundTo place) {
    try {
      Envelope.requireUnwraps(envelope, place.binding(), key(place));
      return true;
    } catch (UnopenableException notHere) {
      return false;
    }
  }

  private @Nullable ScopeKey key(BoundTo place) {
    BoundTo before = last;
    if (before == null
        || !before.scope().equals(place.scope())
        || before.purpose() != place.purpose()) {
      close();
      key = keys.scopeKey(version, place.scope(), place.purpose());
      last = place;
    }
    return key;
  }

  @Override
  public void close() {
    if (key != null) {
      key.close();
      key = null;
      last = null;
    }
  }
}
