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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** What comes after a policy, one stretch of an index after the other. */
  private static final List<String> AFTER =
      List.of(
          " and p.entity = :afterEntity and p.targetKind = :afterKind and p.targetId > :afterId",
          " and p.entity = :afterEntity and p.targetKind > :afterKind",
          " and p.entity > :afterEntity");

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

  /**
   * A page in the order of the unique index, or of the one that leads to a thing, a level or an
   * end. What follows a policy is up to three stretches of it, each read only when those before did
   * not fill the page, so that a deep page costs what the first one does.
   */
  List<PolicyRow> list(Caller caller, PolicyFilter filter) {
    PolicyFilter.After after = filter.after();
    List<PolicyRow> page = new ArrayList<>();
    for (String stretch : after == null ? List.of("") : AFTER) {
      Map<String, Object> values = new LinkedHashMap<>();
      if (after != null) {
        values.put("afterEntity", after.entity().value());
        values.put("afterKind", after.target().kind());
        values.put("afterId", after.target().id());
        values.keySet().removeIf(name -> !stretch.contains(":" + name));
      }
      if (page.size() < filter.limit()) {
        page.addAll(list(caller, filter, stretch, values, filter.limit() - page.size()));
      }
    }
    return page;
  }

  private List<PolicyRow> list(
      Caller caller, PolicyFilter filter, String stretch, Map<String, Object> values, int limit) {
    Borders borders = Borders.of(caller);
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
    // One level is no order, but H2 knows the index by it.
    jpql.append(stretch)
        .append(" order by p.tenant, ")
        .append(filter.level() == null ? "" : "p.level, ");
    jpql.append("p.entity, p.targetKind, p.targetId");
    TypedQuery<PolicyRow> query =
        borders.bindWorkspaces(entityManager.createQuery(jpql.toString(), PolicyRow.class));
    values.forEach(query::setParameter);
    return query.setMaxResults(limit).getResultList();
  }

  /** The entity's policies about any of these secrets. */
  List<PolicyRow> onSecrets(TenantId tenant, String entity, Collection<Asset> secrets) {
    Map<String, Set<String>> ids = new TreeMap<>();
    for (Asset secret : secrets) {
      for (Target target : secret.candidates()) {
        ids.computeIfAbsent(target.kind(), kind -> new TreeSet<>()).add(target.id());
      }
    }
    List<PolicyRow> bearing = new ArrayList<>();
    ids.forEach((kind, some) -> bearing.addAll(ofKind(tenant, entity, kind, some)));
    return bearing;
  }

  private List<PolicyRow> ofKind(
      TenantId tenant, String entity, String kind, Collection<String> ids) {
    return entityManager
        .createQuery(
            "select p from PolicyRow p where p.tenant = :tenant and p.entity = :entity"
                + " and p.targetKind = :kind and p.targetId in :ids",
            PolicyRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("entity", entity)
        .setParameter("kind", kind)
        .setParameter("ids", ids)
        .getResultList();
  }
}
