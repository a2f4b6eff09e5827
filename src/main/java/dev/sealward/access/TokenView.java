package dev.sealward.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine token as pages show it: never the token itself.
 *
 * @param sources the addresses and blocks it may come from; empty for any
 * @param replaces the token whose place it took
 * @param replacedBy the token that took its place
 */
public record TokenView(
    String tokenId,
    String label,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable String lastUsedFrom,
    @Nullable Instant revokedAt,
    List<String> sources,
    @Nullable String replaces,
    @Nullable String replacedBy) {

  /** Whether it works at this moment, as far as it is up to the token. */
  public boolean isLive(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}
