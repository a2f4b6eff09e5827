package dev.sealward.access;

import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.WorkspaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entity as pages show it.
 *
 * @param provider the one provider whose secrets it may use; null for any
 * @param resolvesPerMinute how often it may read; null for the installation's number
 * @param activeTokens how many tokens work
 * @param endlessTokens how many of them never end
 * @param nextEnd when the next one of them ends
 */
public record EntityView(
    EntityId id,
    WorkspaceId workspace,
    @Nullable ProviderId provider,
    EntityKind kind,
    EntityState state,
    String description,
    Instant createdAt,
    String createdBy,
    @Nullable Integer resolvesPerMinute,
    long activeTokens,
    long endlessTokens,
    @Nullable Instant nextEnd,
    @Nullable Instant lastUsedAt) {}
