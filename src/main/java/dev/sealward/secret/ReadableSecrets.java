package dev.sealward.secret;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the secrets an entity may read.
 *
 * @param next what to send to go on, or null when this was the last page; a page may be short, or
 *     empty, and yet not be the last
 */
public record ReadableSecrets(List<SecretView> secrets, @Nullable String next) {
  public ReadableSecrets {
    secrets = List.copyOf(secrets);
  }
}
