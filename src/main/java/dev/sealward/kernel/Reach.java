package dev.sealward.kernel;

import java.util.Optional;
import java.util.Set;

/**
 * How far a caller reaches inside its own tenant; nobody reaches into another (FR-028-002,
 * FOUND-07).
 *
 * @param everyWorkspace whether all workspaces are reached, those to come as well
 * @param workspaces the workspaces reached when not all are; none of them means nothing at all
 * @param provider the one provider whose secrets are reached; empty when any provider's are
 */
public record Reach(
    boolean everyWorkspace, Set<WorkspaceId> workspaces, Optional<ProviderId> provider) {

  public Reach {
    workspaces = Set.copyOf(workspaces);
  }

  /** All of the tenant: Sealward itself, and people whose roles are the whole installation's. */
  public static Reach tenantWide() {
    return new Reach(true, Set.of(), Optional.empty());
  }

  /** These workspaces, any provider. */
  public static Reach of(Set<WorkspaceId> workspaces) {
    return new Reach(false, workspaces, Optional.empty());
  }

  /** The same workspaces, this provider's secrets only. */
  public Reach only(ProviderId one) {
    return new Reach(everyWorkspace, workspaces, Optional.of(one));
  }

  public boolean covers(WorkspaceId workspace) {
    return everyWorkspace || workspaces.contains(workspace);
  }

  /** Whether a secret of this scope is in reach; its tenant is compared elsewhere. */
  public boolean covers(Scope scope) {
    return covers(scope.workspace())
        && (provider.isEmpty() || provider.get().equals(scope.provider()));
  }
}
