package dev.sealward.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A machine token as pages show it: never the token itself. */
public record TokenView(
    String tokenId,
    String label,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
