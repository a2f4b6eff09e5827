package dev.sealward.secret;

import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;

/**
 * A value at the moment it is released to an entity. The receiver closes it.
 *
 * @param value a JSON object in UTF-8
 */
public record Resolved(SecretRef ref, int version, SecretValue value) implements AutoCloseable {
  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "Resolved[" + ref + ", version " + version + ", hidden]";
  }
}
