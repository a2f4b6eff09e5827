package dev.sealward.access;

import dev.sealward.kernel.EntityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entity as pages show it. */
public record EntityView(
    EntityId id,
    EntityKind kind,
    String description,
    Instant createdAt,
    String createdBy,
    long activeTokens,
    @Nullable Instant lastUsedAt) {}
