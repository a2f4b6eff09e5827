package dev.sealward.keys;

import dev.sealward.crypto.Binding;
import dev.sealward.kernel.Scope;
import java.util.UUID;

/** What an envelope is bound to: it opens with exactly this. */
public record BoundTo(Purpose purpose, Scope scope, UUID rowId, int version) {

  Binding binding() {
    return Binding.of(purpose.text(), rowId, version, scope);
  }
}
