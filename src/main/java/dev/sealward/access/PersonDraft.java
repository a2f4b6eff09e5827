package dev.sealward.access;

import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody to be let in: all that can be said about them, and nothing else. */
public record PersonDraft(
    @Nullable String name,
    @Nullable String displayName,
    Set<Role> roles,
    Set<WorkspaceId> workspaces) {
  public PersonDraft {
    roles = Set.copyOf(roles);
    workspaces = Set.copyOf(workspaces);
  }
}
