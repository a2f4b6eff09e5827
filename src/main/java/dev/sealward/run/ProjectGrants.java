package dev.sealward.run;

import dev.sealward.access.GrantTarget;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/** Tells module access which projects policies may be about. */
@ApplicationScoped
class ProjectGrants implements GrantTarget {
  private final ProjectRows projects;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ProjectGrants() {
    this(null);
  }

  @Inject
  ProjectGrants(EntityManager entities) {
    this.projects = new ProjectRows(entities);
  }

  @Override
  public String kind() {
    return ProjectAccess.PROJECT;
  }

  @Override
  public boolean exists(TenantId tenant, String id) {
    return projects.exists(tenant, id);
  }
}
