package dev.sealward.secret;

import dev.sealward.access.Borders;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of secrets and versions; every look-up carries its tenant, and a caller's its borders.
 */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class SecretRows {
  private static final int MAX_VERSIONS = 200;

  private final EntityManager entityManager;

  @Inject
  SecretRows(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  SecretRows() {
    this(null);
  }

  static Refused exists() {
    return Refused.field(
        "name",
        "SECRET_EXISTS",
        "There is a secret of this name for this provider and environment.",
        "Rotate that one, or choose another name; a revoked secret keeps its name.");
  }

  void add(Object row) {
    entityManager.persist(row);
  }

  void flush() {
    entityManager.flush();
  }

  /**
   * Writes a new secret; one that somebody else stored meanwhile under the name counts as taken.
   */
  void flushNew() {
    try {
      entityManager.flush();
    } catch (PersistenceException takenMeanwhile) {
      throw exists();
    }
  }

  /**
   * The secret a reference names, if it is of this tenant: the condition is in the query, so that a
   * reference to another tenant costs what one to nothing costs.
   */
  Optional<SecretRow> find(TenantId tenant, SecretRef ref) {
    return entityManager
        .createQuery(
            "select s from SecretRow s where s.tenant = :tenant and s.tenant = :named"
                + " and s.workspace = :workspace and s.environment = :environment"
                + " and s.provider = :provider and s.name = :name",
            SecretRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("named", ref.scope().tenant().value())
        .setParameter("workspace", ref.scope().workspace().value())
        .setParameter("environment", ref.scope().environment())
        .setParameter("provider", ref.scope().provider().value())
        .setParameter("name", ref.name().value())
        .getResultStream()
        .findFirst();
  }

  /** A secret of the tenant, wherever in it: for what is no caller's question. */
  Optional<SecretRow> find(TenantId tenant, SecretId id) {
    return entityManager
        .createQuery(
            "select s from SecretRow s where s.tenant = :tenant and s.id = :id", SecretRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("id", id.value())
        .getResultStream()
        .findFirst();
  }

  Optional<SecretRow> find(Caller caller, SecretId id) {
    return byId(caller, id).getResultStream().findFirst();
  }

  /** Those of these secrets that the caller reaches. */
  List<SecretRow> all(Caller caller, Collection<SecretId> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return reached(caller, " and s.id in :ids")
        .setParameter("ids", ids.stream().map(SecretId::value).toList())
        .getResultList();
  }

  /** The secret, locked until the transaction ends. */
  Optional<SecretRow> lock(Caller caller, SecretId id) {
    return byId(caller, id)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }

  private TypedQuery<SecretRow> byId(Caller caller, SecretId id) {
    return reached(caller, " and s.id = :id").setParameter("id", id.value());
  }

  private TypedQuery<SecretRow> reached(Caller caller, String conditions) {
    Borders borders = Borders.of(caller);
    return borders.bindProviders(
        entityManager.createQuery(
            "select s from SecretRow s where" + borders.providers("s") + conditions,
            SecretRow.class));
  }

  /** A page by name; what it costs does not grow with the store, but for a search in names. */
  List<SecretView> list(Caller caller, SecretFilter filter, Instant now) {
    List<SecretRow> page = page(caller, filter);
    Map<UUID, Integer> keyVersions = activeKeyVersions(page);
    return page.stream().map(s -> s.view(now, keyVersions.getOrDefault(s.id(), 0))).toList();
  }

  /** As {@link #list}, the rows themselves. */
  List<SecretRow> page(Caller caller, SecretFilter filter) {
    SecretFilter.After after = filter.after();
    boolean searching = !filter.text().isBlank();
    // Ordered as the index is, tenant first, so that a page is read from it and nothing sorted.
    TypedQuery<SecretRow> query =
        reached(
            caller,
            (searching
                    ? " and (lower(s.name) like :text escape '!'"
                        + " or s.provider like :text escape '!')"
                    : "")
                + (after == null
                    ? ""
                    : " and s.name >= :afterName and (s.name > :afterName or s.id > :afterId)")
                + " order by s.tenant, s.name, s.id");
    if (searching) {
      query.setParameter("text", "%" + escaped(filter.text()) + "%");
    }
    if (after != null) {
      query.setParameter("afterName", after.name().value());
      query.setParameter("afterId", after.id().value());
    }
    return query.setMaxResults(filter.limit()).getResultList();
  }

  private Map<UUID, Integer> activeKeyVersions(List<SecretRow> page) {
    Map<UUID, Integer> keyVersions = new HashMap<>();
    if (!page.isEmpty()) {
      entityManager
          .createQuery(
              "select v.secretId, v.keyVersion from VersionRow v, SecretRow s"
                  + " where s.id in :ids and v.secretId = s.id and v.number = s.activeVersion",
              Object[].class)
          .setParameter("ids", page.stream().map(SecretRow::id).toList())
          .getResultStream()
          .forEach(found -> keyVersions.put((UUID) found[0], (Integer) found[1]));
    }
    return keyVersions;
  }

  private static String escaped(String text) {
    return text.strip()
        .toLowerCase(Locale.ROOT)
        .replace("!", "!!")
        .replace("%", "!%")
        .replace("_", "!_");
  }

  /** Secrets whose value in use cannot be masked, or not all of it, by name. */
  List<Unmaskable> unmaskable(Caller caller, int limit) {
    Borders borders = Borders.of(caller);
    // Greater than nothing, so that an index leads to the few there are.
    return borders
        .bindProviders(
            entityManager.createQuery(
                "select s, v from VersionRow v, SecretRow s where v.maskingNotes > ''"
                    + " and s.id = v.secretId and v.number = s.activeVersion and"
                    + borders.providers("s")
                    + " and v.state <> :destroyed order by s.name, s.id",
                Object[].class))
        .setParameter("destroyed", VersionState.DESTROYED)
        .setMaxResults(limit)
        .getResultStream()
        .map(
            row ->
                new Unmaskable(
                    SecretId.of(((SecretRow) row[0]).id()),
                    ((SecretRow) row[0]).ref(),
                    ((VersionRow) row[1]).maskingNotes()))
        .toList();
  }

  long count(Caller caller) {
    Borders borders = Borders.of(caller);
    return borders
        .bindProviders(
            entityManager.createQuery(
                "select count(s) from SecretRow s where"
                    + borders.providers("s")
                    + " and s.state = :active",
                Long.class))
        .setParameter("active", SecretState.ACTIVE)
        .getSingleResult();
  }

  Optional<VersionRow> version(UUID secret, int number) {
    return Optional.ofNullable(
        entityManager.find(VersionRow.class, new VersionRow.Key(secret, number)));
  }

  /** The version as it is committed, kept from everybody else until the transaction ends. */
  Optional<VersionRow> lockedVersion(UUID secret, int number) {
    return Optional.ofNullable(
        entityManager.find(
            VersionRow.class, new VersionRow.Key(secret, number), LockModeType.PESSIMISTIC_WRITE));
  }

  /** The secret a version belongs to. */
  SecretRow ofVersion(VersionRow version) {
    return entityManager.find(SecretRow.class, version.secretId());
  }

  /** The versions, newest first. */
  List<VersionRow> versions(UUID secret) {
    return entityManager
        .createQuery(
            "select v from VersionRow v where v.secretId = :secret order by v.number desc",
            VersionRow.class)
        .setParameter("secret", secret)
        .setMaxResults(MAX_VERSIONS)
        .getResultList();
  }

  /** Every version that still has its ciphertext, however many there are. */
  List<VersionRow> notDestroyed(UUID secret) {
    return entityManager
        .createQuery(
            "select v from VersionRow v where v.secretId = :secret and v.state <> :destroyed",
            VersionRow.class)
        .setParameter("secret", secret)
        .setParameter("destroyed", VersionState.DESTROYED)
        .getResultList();
  }

  /** Superseded versions whose overlap is over, a bounded batch. */
  List<VersionRow> overdue(Instant now, int limit) {
    return entityManager
        .createQuery(
            "select v from VersionRow v where v.state = :superseded and v.readableUntil <= :now"
                + " order by v.readableUntil",
            VersionRow.class)
        .setParameter("superseded", VersionState.SUPERSEDED)
        .setParameter("now", now)
        .setMaxResults(limit)
        .getResultList();
  }
}
