package dev.sealward.secret;

import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A secret's metadata; what can be seen without its value. */
public record SecretView(
    SecretId id,
    SecretRef ref,
    SecretType type,
    String description,
    SecretState state,
    int activeVersion,
    int keyVersion,
    Instant createdAt,
    String createdBy,
    Instant lastRotatedAt,
    @Nullable Instant expiresAt) {}
