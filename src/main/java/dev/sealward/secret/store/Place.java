package dev.sealward.secret.store;

import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;

/** Where a secret's envelopes belong in a store. */
public record Place(SecretId secret, Scope scope, SecretName name) {

  public SecretRef ref() {
    return SecretRef.of(scope, name);
  }
}
