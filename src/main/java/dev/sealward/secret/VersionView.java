package dev.sealward.secret;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A version's metadata. */
public record VersionView(
    int number,
    VersionState state,
    int keyVersion,
    Instant createdAt,
    String createdBy,
    @Nullable Instant readableUntil,
    @Nullable Instant destroyedAt) {}
