package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The rows of policies; every look-up carries its tenant, and what is for people their borders. */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class PolicyRows {
  /** One probe of the unique index. */
  private static final String ONE =
      "select * from policy where tenant = ? and entity = ? and target_kind = ? and target_id = ?";

  /** An entity reaches its own workspace only, so that a policy is where its entity is. */
  private static final String OF_ENTITIES =
      " p.tenant = :tenant and p.entity in (select e.name from EntityRow e where";

  private final EntityManager entityManager;

  @Inject
  PolicyRows(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  PolicyRows() {
    this(null);
  }

  void add(PolicyRow row) {
    entityManager.persist(row);
  }

  void remove(PolicyRow row) {
    entityManager.remove(row);
    entityManager.flush();
  }

  /**
   * The entity's policies about any of these, in one statement that probes the unique index once
   * for each of them, however many policies there are. A list of values would not do: H2 reads all
   * policies of the entity for that.
   */
  @SuppressWarnings("unchecked") // a native query has no type
  List<PolicyRow> bearing(TenantId tenant, String entity, Collection<Target> targets) {
    String sql = targets.stream().map(target -> ONE).collect(Collectors.joining(" union all "));
    Query query = entityManager.createNativeQuery(sql, PolicyRow.class);
    int parameter = 0;
    for (Target target : targets) {
      query.setParameter(++parameter, tenant.value());
      query.setParameter(++parameter, entity);
      query.setParameter(++parameter, target.kind());
      query.setParameter(++parameter, target.id());
    }
    return query.getResultList();
  }

  /** A policy the caller reaches. */
  Optional<PolicyRow> find(Caller caller, UUID id) {
    Borders borders = Borders.of(caller);
    return borders
        .bindWorkspaces(
            entityManager.createQuery(
                "select p from PolicyRow p where"
                    + OF_ENTITIES
                    + borders.workspaces("e")
                    + ") and p.id = :id",
                PolicyRow.class))
        .setParameter("id", id)
        .getResultStream()
        .findFirst();
  }

  /** An entity the caller reaches. */
  Optional<EntityRow> entity(Caller caller, EntityId id) {
    Borders borders = Borders.of(caller);
    return borders
        .bindWorkspaces(
            entityManager.createQuery(
                "select e from EntityRow e where" + borders.workspaces("e") + " and e.name = :name",
                EntityRow.class))
        .setParameter("name", id.value())
        .getResultStream()
        .findFirst();
  }

  /** A page in the order of the unique index, or of the one that leads to a thing or an end. */
  List<PolicyRow> list(Caller caller, PolicyFilter filter) {
    Borders borders = Borders.of(caller);
    Map<String, Object> values = new LinkedHashMap<>();
    StringBuilder jpql = new StringBuilder("select p from PolicyRow p where");
    boolean all = caller.reach().everyWorkspace();
    jpql.append(all ? " p.tenant = :tenant" : OF_ENTITIES + borders.workspaces("e") + ")");
    if (filter.entity() != null) {
      jpql.append(" and p.entity = :entity");
      values.put("entity", filter.entity().value());
    }
    if (filter.target() != null) {
      jpql.append(" and p.targetKind = :kind and p.targetId = :id");
      values.put("kind", filter.target().kind());
      values.put("id", filter.target().id());
    }
    if (filter.level() != null) {
      jpql.append(" and p.level = :level");
      values.put("level", filter.level());
    }
    if (filter.endingBefore() != null) {
      jpql.append(" and p.expiresAt < :end");
      values.put("end", filter.endingBefore());
    }
    if (filter.after() != null) {
      jpql.append(
          " and p.entity >= :afterEntity and (p.entity > :afterEntity or p.targetKind > :afterKind"
              + " or p.targetKind = :afterKind and p.targetId > :afterId)");
      values.put("afterEntity", filter.after().entity().value());
      values.put("afterKind", filter.after().target().kind());
      values.put("afterId", filter.after().target().id());
    }
    jpql.append(" order by p.tenant, p.entity, p.targetKind, p.targetId");
    TypedQuery<PolicyRow> query =
        borders.bindWorkspaces(entityManager.createQuery(jpql.toString(), PolicyRow.class));
    values.forEach(query::setParameter);
    return query.setMaxResults(filter.limit()).getResultList();
  }

  /** The entity's policies on scopes, and on those of these secrets it has any on. */
  List<PolicyRow> onSecrets(TenantId tenant, String entity, Collection<String> ids) {
    return entityManager
        .createQuery(
            "select p from PolicyRow p where p.tenant = :tenant and p.entity = :entity"
                + " and (p.targetKind = :scope or p.targetKind = :secret and p.targetId in :ids)",
            PolicyRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("entity", entity)
        .setParameter("scope", Asset.SCOPE)
        .setParameter("secret", "secret")
        .setParameter("ids", ids)
        .getResultList();
  }
}
