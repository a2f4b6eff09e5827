package dev.sealward.secret;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the secrets an entity may read.
 *
 * @param next where to go on, or null when this was the last page; a page may be short, or empty,
 *     and yet not be the last
 */
public record ReadablePage(List<SecretView> secrets, SecretFilter.@Nullable After next) {
  public ReadablePage {
    secrets = List.copyOf(secrets);
  }
}
