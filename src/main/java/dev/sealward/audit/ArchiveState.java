package dev.sealward.audit;

import dev.sealward.kernel.Remedy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a tenant's rows stay in the table, and what has left it.
 *
 * @param keep null for ever
 * @param segments how many there are
 * @param rows how many rows they hold
 * @param archivedUntil when the newest row was recorded that has left; null when none has
 * @param obstacle why nothing is archived although it should be; null when nothing hinders it
 */
public record ArchiveState(
    @Nullable Duration keep,
    long segments,
    long rows,
    @Nullable Instant archivedUntil,
    @Nullable Remedy obstacle) {}
