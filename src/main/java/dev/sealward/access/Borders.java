package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.TypedQuery;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of a query that keeps its answer inside what a caller reaches (FOUND-07): its tenant,
 * its workspaces and, for what has one, its provider. What lies outside is not found, so that it
 * cannot be told from what does not exist.
 */
public final class Borders {
  /** No workspace has this name: whoever reaches none finds nothing. */
  private static final Set<String> NOWHERE = Set.of("-");

  private final String tenant;
  private final Reach reach;

  private Borders(Caller caller) {
    this.tenant = caller.tenant().value();
    this.reach = caller.reach();
  }

  public static Borders of(Caller caller) {
    return new Borders(caller);
  }

  /** The condition on rows of an alias that have a tenant and a workspace. */
  public String workspaces(String alias) {
    return " "
        + alias
        + ".tenant = :tenant"
        + (reach.everyWorkspace() ? "" : " and " + alias + ".workspace in :workspaces");
  }

  /** The condition on rows that have a provider too. */
  public String providers(String alias) {
    return workspaces(alias)
        + (reach.provider().isEmpty() ? "" : " and " + alias + ".provider = :provider");
  }

  /** Fills in what {@link #workspaces} asks for. */
  public <T> TypedQuery<T> bindWorkspaces(TypedQuery<T> query) {
    query.setParameter("tenant", tenant);
    if (!reach.everyWorkspace()) {
      Set<String> names = new TreeSet<>();
      for (WorkspaceId workspace : reach.workspaces()) {
        names.add(workspace.value());
      }
      query.setParameter("workspaces", names.isEmpty() ? NOWHERE : names);
    }
    return query;
  }

  /** Fills in what {@link #providers} asks for. */
  public <T> TypedQuery<T> bindProviders(TypedQuery<T> query) {
    bindWorkspaces(query);
    reach.provider().map(ProviderId::value).ifPresent(one -> query.setParameter("provider", one));
    return query;
  }
}
