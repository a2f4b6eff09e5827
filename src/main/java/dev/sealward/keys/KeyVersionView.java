package dev.sealward.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A master-key version as pages show it.
 *
 * @param rotatedTo the version that replaced it
 * @param retiredAt since when nothing needs it
 * @param recoverable whether the recovery key opens it
 * @param outdated whether its passphrase is stretched at a lower cost than new ones are (HOME-03)
 */
public record KeyVersionView(
    int number,
    KeySource source,
    KeyVersionState state,
    String algorithm,
    Instant createdAt,
    String createdBy,
    @Nullable Integer rotatedTo,
    @Nullable Instant rotatedAt,
    @Nullable String rotatedBy,
    @Nullable Instant retiredAt,
    @Nullable Instant destroyedAt,
    @Nullable String destroyedBy,
    boolean recoverable,
    boolean outdated) {}
