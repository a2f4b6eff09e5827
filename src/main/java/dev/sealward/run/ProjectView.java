package dev.sealward.run;

import dev.sealward.kernel.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A project as pages and the API show it. */
public record ProjectView(
    ProjectId id,
    String name,
    String description,
    Instant createdAt,
    String createdBy,
    long runs,
    @Nullable Instant lastRunAt) {}
