package dev.sealward.run;

import dev.sealward.access.Asset;
import dev.sealward.access.GrantTarget;
import dev.sealward.audit.Target;
import dev.sealward.guard.PublicNames;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** Tells lower modules which projects there are: what policies may be about, and what is public. */
@ApplicationScoped
class ProjectGrants implements GrantTarget, PublicNames {
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
  public Optional<Asset> find(TenantId tenant, String id) {
    return projects
        .workspace(tenant, id)
        .map(workspace -> Asset.project(new Target(ProjectAccess.PROJECT, id), tenant, workspace));
  }

  @Override
  public List<String> names(TenantId tenant) {
    return projects.names(tenant);
  }
}
