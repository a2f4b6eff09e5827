package dev.sealward.secret;

import dev.sealward.kernel.Environment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to store, without its value; texts as typed, checked by {@link
 * Secrets#store}.
 *
 * @param workspace null or blank means the one the caller works in
 * @param provider null or blank means {@code generic}
 * @param expiresAt when the secret ends; null for never
 */
public record SecretDraft(
    @Nullable String workspace,
    Environment environment,
    @Nullable String provider,
    @Nullable String name,
    SecretType type,
    @Nullable String description,
    @Nullable Instant expiresAt) {

  /** For the workspace the caller works in. */
  public SecretDraft(
      Environment environment,
      @Nullable String provider,
      @Nullable String name,
      SecretType type,
      @Nullable String description,
      @Nullable Instant expiresAt) {
    this(null, environment, provider, name, type, description, expiresAt);
  }
}
