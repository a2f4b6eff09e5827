package dev.sealward.access;

import dev.sealward.kernel.WorkspaceId;
import java.time.Instant;

/** A workspace as pages show it. */
public record WorkspaceView(WorkspaceId id, Instant createdAt, String createdBy) {}
