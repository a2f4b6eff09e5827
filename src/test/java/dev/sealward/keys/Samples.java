package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.keys.MasterKeySource.Recorded;
import org.jspecify.annotations.Nullable;

final class Samples {
  private Samples() {}

  /** What the ring recorded of a first version whose key is nobody's. */
  static Recorded recorded(@Nullable String derivation) {
    return new Recorded(1, derivation, KeyCheck.of(new byte[32]));
  }
}
