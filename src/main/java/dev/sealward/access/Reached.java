package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.Query;
import java.util.List;

/** Keeps a query of entities to the caller's tenant and the workspaces the caller reaches. */
final class Reached {
  private Reached() {}

  /** The condition on entity rows called {@code e}. */
  static String condition(Caller caller) {
    return "e.tenant = :tenant"
        + (caller.reach().everyWorkspace() ? "" : " and e.workspace in :workspaces");
  }

  /** Sets what {@link #condition} compares with. */
  static <Q extends Query> Q bind(Q query, Caller caller) {
    query.setParameter("tenant", caller.tenant().value());
    if (!caller.reach().everyWorkspace()) {
      List<String> workspaces =
          caller.reach().workspaces().stream().map(WorkspaceId::value).toList();
      // No workspace has an empty name: who reaches none finds nothing.
      query.setParameter("workspaces", workspaces.isEmpty() ? List.of("") : workspaces);
    }
    return query;
  }
}
