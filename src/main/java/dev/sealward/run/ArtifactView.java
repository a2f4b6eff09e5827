package dev.sealward.run;

import dev.sealward.run.content.ContentKind;
import java.time.Instant;
import java.util.UUID;

/**
 * An artifact as it is stored, masked.
 *
 * @param id addresses it as its name does, also once its name is masked
 * @param kind what it is, and so how it was treated
 * @param mediaType of a short list without anything a browser would run
 * @param sha256 of the stored bytes, in hex
 * @param masked how many places were masked or overwritten
 * @param members how many members its archives have; 0 for what is no archive
 */
public record ArtifactView(
    UUID id,
    String name,
    ContentKind kind,
    String mediaType,
    long bytes,
    String sha256,
    long masked,
    int members,
    String storedBy,
    Instant storedAt) {}
