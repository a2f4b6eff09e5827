package dev.sealward.secret;

import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import java.util.List;

/**
 * A secret whose value cannot be masked, or not all of it, and why; found out when it was stored.
 */
public record Unmaskable(SecretId id, SecretRef ref, List<String> notes) {
  public Unmaskable {
    notes = List.copyOf(notes);
  }
}
