package dev.sealward.keys;

import java.time.Instant;

/** A master-key version as pages show it. */
public record KeyVersionView(
    int number,
    KeySource source,
    String state,
    String algorithm,
    Instant createdAt,
    String createdBy) {}
