package dev.sealward.secret;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the secrets an entity may read.
 *
 * @param lookedAt how many secrets were looked at for it, what the entity may not read among them
 * @param next where to go on, or null when this was the last page; a page may be short, or empty,
 *     and yet not be the last
 */
record ReadablePage(List<SecretView> secrets, int lookedAt, SecretFilter.@Nullable After next) {
  ReadablePage {
    secrets = List.copyOf(secrets);
  }
}
