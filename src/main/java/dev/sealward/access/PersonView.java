package dev.sealward.access;

import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person as pages show them.
 *
 * @param everyWorkspace whether their roles reach the whole tenant
 * @param workspaces those they were given, by name
 * @param mustChangePassword whether they have not yet chosen a password of their own
 * @param earlierSignedInAt the time before the last one
 */
public record PersonView(
    String name,
    String displayName,
    List<Role> roles,
    boolean everyWorkspace,
    List<WorkspaceId> workspaces,
    boolean enabled,
    boolean mustChangePassword,
    Instant createdAt,
    String createdBy,
    @Nullable Instant lastSignedInAt,
    @Nullable String lastAddress,
    @Nullable Instant earlierSignedInAt,
    @Nullable String earlierAddress) {}
