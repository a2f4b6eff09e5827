package dev.sealward.access;

import dev.sealward.guard.PublicNames;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;

/** The names of entities, people and workspaces. */
@ApplicationScoped
class AccessNames implements PublicNames {
  private static final int MOST = 500;

  private final EntityManager entityManager;

  @Inject
  AccessNames(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  AccessNames() {
    this(null);
  }

  @Override
  @Transactional
  public List<String> names(TenantId tenant) {
    List<String> names = new ArrayList<>(query("EntityRow", "name", tenant));
    names.addAll(query("PersonRow", "name", tenant));
    names.addAll(query("PersonRow", "displayName", tenant));
    names.addAll(query("WorkspaceRow", "name", tenant));
    return names;
  }

  private List<String> query(String rows, String column, TenantId tenant) {
    return entityManager
        .createQuery(
            "select r."
                + column
                + " from "
                + rows
                + " r where r.tenant = :tenant order by r.createdAt desc",
            String.class)
        .setParameter("tenant", tenant.value())
        .setMaxResults(MOST)
        .getResultList();
  }
}
