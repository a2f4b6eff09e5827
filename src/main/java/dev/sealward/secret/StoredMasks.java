package dev.sealward.secret;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The masks of everything stored, kept sealed beside the secrets, so that a start reads them
 * without opening a single secret. They outlive the values they recognise.
 */
@ApplicationScoped
class StoredMasks {
  static final int PAGE = 1_000;
  // As many as a version's row has room for.
  private static final int MAX_NOTES = 10;

  private final EntityManager entityManager;
  private final KeyRing keyRing;
  private final Clock clock;

  @Inject
  StoredMasks(EntityManager entityManager, KeyRing keyRing, Clock clock) {
    this.entityManager = entityManager;
    this.keyRing = keyRing;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  StoredMasks() {
    this(null, null, null);
  }

  /** The masks of one value, and what cannot be masked. */
  record Compiled(List<Mask> masks, List<String> notes) {}

  /** Makes the mask of bytes of a kind. */
  interface Compiler {
    MaskOutcome compile(String kind, byte[] bytes);
  }

  /** Compiles each part; an unmaskable one becomes a note that names the part, never its text. */
  static Compiled compile(Compiler compiler, SecretType type, Map<String, byte[]> parts) {
    List<Mask> masks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    parts.forEach(
        (name, bytes) -> {
          MaskOutcome outcome = compiler.compile(type.text(), bytes);
          if (outcome instanceof MaskOutcome.Maskable maskable) {
            masks.add(maskable.mask());
          } else if (outcome instanceof MaskOutcome.NotMaskable not) {
            notes.add("Not maskable: " + name + " " + why(not.reason()));
          }
        });
    return new Compiled(masks, fitting(notes));
  }

  private static List<String> fitting(List<String> notes) {
    if (notes.size() <= MAX_NOTES) {
      return notes;
    }
    List<String> first = new ArrayList<>(notes.subList(0, MAX_NOTES));
    first.add("Not maskable: " + (notes.size() - MAX_NOTES) + " more parts.");
    return first;
  }

  private static String why(MaskOutcome.Reason reason) {
    return switch (reason) {
      case TOO_SHORT -> "is shorter than 8 characters.";
      case TOO_COMMON -> "is a common word or one character repeated.";
      case TOO_LONG -> "is too long.";
    };
  }

  /** Adds a version's masks to the acting transaction. */
  @Transactional(TxType.MANDATORY)
  void add(Scope scope, UUID secretId, int version, List<Mask> masks) {
    if (masks.isEmpty()) {
      return;
    }
    long epoch = beginChange(scope.tenant());
    KeySession session = keyRing.session();
    for (Mask mask : masks) {
      byte[] encoded = mask.encoded();
      UUID id = UUID.randomUUID();
      byte[] sealed = session.seal(Purpose.MASK, maskScope(scope.tenant()), id, 1, encoded);
      Arrays.fill(encoded, (byte) 0);
      entityManager.persist(
          new MaskRow(
              id,
              scope.tenant().value(),
              secretId,
              version,
              sealed,
              session.activeVersion(),
              epoch));
    }
  }

  /**
   * Counts a change that adds masks, and answers its number. Others of the tenant wait for its end,
   * so that whoever sees a number sees all that was added under it and those before.
   */
  private long beginChange(TenantId tenant) {
    int counted =
        entityManager
            .createQuery("update MaskEpochRow e set e.epoch = e.epoch + 1 where e.tenant = :tenant")
            .setParameter("tenant", tenant.value())
            .executeUpdate();
    if (counted == 0) {
      entityManager.persist(new MaskEpochRow(tenant));
      flushFirst();
    }
    return epoch(tenant);
  }

  private void flushFirst() {
    try {
      entityManager.flush();
    } catch (PersistenceException meanwhile) {
      throw Refused.conflict(
          "STORED_MEANWHILE", "Somebody else stored the first secret just now.", "Try again.");
    }
  }

  /** The number of the last change that added masks of the tenant; 0 before the first. */
  @Transactional
  long epoch(TenantId tenant) {
    return entityManager
        .createQuery("select e.epoch from MaskEpochRow e where e.tenant = :tenant", Long.class)
        .setParameter("tenant", tenant.value())
        // What the acting transaction has not written yet is nobody else's change.
        .setFlushMode(FlushModeType.COMMIT)
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  /** Lets the masks of a destroyed version go after a while. */
  @Transactional(TxType.MANDATORY)
  void retain(UUID secretId, int version, Instant until) {
    entityManager
        .createQuery(
            "update MaskRow m set m.retainedUntil = :until"
                + " where m.secretId = :secret and m.version = :version")
        .setParameter("until", until)
        .setParameter("secret", secretId)
        .setParameter("version", version)
        .executeUpdate();
  }

  /** Removes masks whose time is over; in memory they stay until the next start. */
  @Transactional
  int sweep() {
    return entityManager
        .createQuery("delete from MaskRow m where m.retainedUntil < :now")
        .setParameter("now", clock.instant())
        .executeUpdate();
  }

  /**
   * The tenant's masks after {@code last} in the order of their ids, a page at a time.
   *
   * @param since only those of changes after this one; 0 for all
   */
  @Transactional(TxType.MANDATORY)
  List<MaskRow> page(TenantId tenant, long since, @Nullable UUID last) {
    TypedQuery<MaskRow> query =
        entityManager.createQuery(
            "select m from MaskRow m where m.tenant = :tenant"
                + (since == 0 ? "" : " and m.epoch > :since")
                + (last == null ? "" : " and m.id > :last")
                // As the index has them: by the id alone, H2 would sort all that is left each time.
                + " order by m.tenant, m.id",
            MaskRow.class);
    query.setParameter("tenant", tenant.value());
    if (since != 0) {
      query.setParameter("since", since);
    }
    if (last != null) {
      query.setParameter("last", last);
    }
    List<MaskRow> page = query.setMaxResults(PAGE).getResultList();
    entityManager.clear();
    return page;
  }

  /** The tenants that have masks. */
  Set<TenantId> tenants() {
    return entityManager
        .createQuery("select distinct m.tenant from MaskRow m", String.class)
        .getResultStream()
        .map(TenantId::of)
        .collect(Collectors.toSet());
  }

  /** The ids of masks of a tenant, a bounded number: where a changed one could have come from. */
  @Transactional(TxType.MANDATORY)
  List<UUID> ids(TenantId tenant) {
    return entityManager
        .createQuery("select m.id from MaskRow m where m.tenant = :tenant", UUID.class)
        .setParameter("tenant", tenant.value())
        .setMaxResults(5 * PAGE)
        .getResultList();
  }

  /** All masks of these secrets, if they are the tenant's. */
  @Transactional(TxType.MANDATORY)
  List<MaskRow> of(TenantId tenant, Collection<UUID> secrets) {
    List<MaskRow> masks =
        entityManager
            .createQuery(
                "select m from MaskRow m where m.tenant = :tenant and m.secretId in :secrets",
                MaskRow.class)
            .setParameter("tenant", tenant.value())
            .setParameter("secrets", secrets)
            .getResultList();
    entityManager.clear();
    return masks;
  }

  /** Versions with a value that should have a mask and have none, at most {@code limit}. */
  @Transactional(TxType.MANDATORY)
  List<VersionAt> withoutMasks(TenantId tenant, int limit) {
    return withoutMasks(tenant, null, limit);
  }

  /** As {@link #withoutMasks(TenantId, int)}, of these secrets. */
  @Transactional(TxType.MANDATORY)
  List<VersionAt> withoutMasks(TenantId tenant, @Nullable Collection<UUID> secrets, int limit) {
    TypedQuery<Object[]> query =
        entityManager.createQuery(
            "select v.secretId, v.number from VersionRow v, SecretRow s where s.id = v.secretId"
                + " and s.tenant = :tenant and v.state <> :destroyed and v.maskingNotes = ''"
                + (secrets == null ? "" : " and s.id in :secrets")
                + " and not exists (select m.id from MaskRow m where m.secretId = v.secretId"
                + " and m.version = v.number and m.tenant = :tenant)",
            Object[].class);
    if (secrets != null) {
      query.setParameter("secrets", secrets);
    }
    return query
        .setParameter("tenant", tenant.value())
        .setParameter("destroyed", VersionState.DESTROYED)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new VersionAt((UUID) row[0], (Integer) row[1]))
        .toList();
  }

  /** The masks of a version if it has some and each opens; else empty. */
  @Transactional(TxType.MANDATORY)
  List<Mask> whole(KeySession session, TenantId tenant, UUID secretId, int version) {
    List<Mask> masks = new ArrayList<>();
    for (MaskRow row :
        entityManager
            .createQuery(
                "select m from MaskRow m where m.secretId = :secret and m.version = :version",
                MaskRow.class)
            .setParameter("secret", secretId)
            .setParameter("version", version)
            .getResultList()) {
      try (SecretValue encoded =
          session.open(Purpose.MASK, maskScope(tenant), row.id(), 1, row.sealed())) {
        masks.add(encoded.use(Mask::parse));
      } catch (UnopenableException changed) {
        return List.of();
      }
    }
    return masks;
  }

  /** Puts these masks of a version in the place of those it had. */
  @Transactional(TxType.MANDATORY)
  void replace(Scope scope, UUID secretId, int version, List<Mask> masks) {
    entityManager
        .createQuery("delete from MaskRow m where m.secretId = :secret and m.version = :version")
        .setParameter("secret", secretId)
        .setParameter("version", version)
        .executeUpdate();
    add(scope, secretId, version, masks);
  }

  /** Masks of all scopes are sealed under one key of the tenant, derived once per load. */
  static Scope maskScope(TenantId tenant) {
    return new Scope(
        tenant, WorkspaceId.of("default"), Environment.PRODUCTION, ProviderId.of("sealward"));
  }
}
