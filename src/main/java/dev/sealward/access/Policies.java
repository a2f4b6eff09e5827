package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people may do by role and entities by policy.
 *
 * <p>Guarantees: deny by default; an expired policy allows nothing; for an entity a thing that is
 * foreign, missing or not granted gets one answer after one query, and the refusal is audited.
 */
@ApplicationScoped
@Transactional
public class Policies {
  private static final int MAX_LISTED = 200;
  private static final int MAX_REASON_CHARS = 300;
  private static final int MAX_VALID_DAYS = 3650;

  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Clock clock;
  private final Instance<GrantTarget> grantTargets;

  @Inject
  Policies(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Guard guard,
      Clock clock,
      @Any Instance<GrantTarget> grantTargets) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.clock = clock;
    this.grantTargets = grantTargets;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Policies() {
    this(null, null, null, null, null);
  }

  /** Refuses, and audits it, unless the caller is a person whose roles hold the permission. */
  public void require(Caller caller, Permission permission) {
    if (!holds(caller, permission)) {
      auditTrail.recordRefusal(
          caller,
          Action.ACCESS_DENIED,
          new Target("permission", permission.name().toLowerCase(java.util.Locale.ROOT)),
          "PERMISSION_MISSING");
      throw Refused.of(
          Refused.Kind.DENIED,
          Remedy.of(
              "PERMISSION_MISSING",
              "Your roles do not allow this.",
              "Ask an admin for a role that does."));
    }
  }

  /** Whether the caller is a person whose roles hold the permission. */
  public boolean holds(Caller caller, Permission permission) {
    return caller.isPerson() && permission.heldBy(caller.roles());
  }

  /** Refuses, and audits it, unless the entity holds a policy of at least this level. */
  public void requireGrant(Caller caller, Target target, Level level) {
    if (!allows(caller, target, level)) {
      auditTrail.recordRefusal(caller, Action.ACCESS_DENIED, target, "CREDENTIAL_ACCESS_DENIED");
      throw Refused.accessDenied();
    }
  }

  /** Whether the entity holds a policy of at least this level. Nobody else ever does. */
  public boolean allows(Caller caller, Target target, Level level) {
    if (!caller.isEntity()) {
      return false;
    }
    Instant now = clock.instant();
    return find(caller, caller.id(), target)
        .filter(policy -> policy.allows(level, now))
        .isPresent();
  }

  /** The ids of all things of this kind on which the entity holds at least this level. */
  public List<String> granted(Caller caller, String kind, Level level) {
    if (!caller.isEntity()) {
      return List.of();
    }
    return entityManager
        .createQuery(
            "select p.targetId from PolicyRow p where p.tenant = :tenant and p.entity = :entity"
                + " and p.targetKind = :kind and p.level in :levels"
                + " and (p.expiresAt is null or p.expiresAt > :now) order by p.targetId",
            String.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("entity", caller.id())
        .setParameter("kind", kind)
        .setParameter(
            "levels", Arrays.stream(Level.values()).filter(held -> held.includes(level)).toList())
        .setParameter("now", clock.instant())
        .getResultList();
  }

  /**
   * Grants an entity a level on a secret or project, in place of what it held there.
   *
   * @param validDays how long it holds, 1 to 3650; null for no end
   */
  public PolicyView grant(
      Caller caller,
      EntityId entity,
      Target target,
      Level level,
      @Nullable String reason,
      @Nullable Integer validDays) {
    require(caller, Permission.GRANT_ACCESS);
    if (level == Level.ADMIN) {
      require(caller, Permission.GRANT_ADMIN_LEVEL);
    }
    String why = Input.line("reason", reason, MAX_REASON_CHARS);
    guard.refusePlaintext(caller, "reason", why);
    Instant now = clock.instant();
    Instant expiresAt = Rows.expiry(now, validDays, MAX_VALID_DAYS);
    requireExists(caller, entity, target);
    find(caller, entity.value(), target).ifPresent(entityManager::remove);
    entityManager.flush();
    PolicyRow policy =
        new PolicyRow(
            caller.tenant().value(), entity, target, level, why, caller.id(), now, expiresAt);
    entityManager.persist(policy);
    Rows.flushNew(
        entityManager,
        () ->
            Refused.conflict(
                "POLICY_CHANGED", "Somebody else granted this just now.", "Look again."));
    auditTrail.record(
        caller,
        Action.ACCESS_GRANTED,
        target,
        new Target("entity", entity.value()),
        "level " + level.text());
    return policy.view();
  }

  private void requireExists(Caller caller, EntityId entity, Target target) {
    boolean entityExists =
        !entityManager
            .createQuery(
                "select e.id from EntityRow e where e.tenant = :tenant and e.name = :name",
                UUID.class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("name", entity.value())
            .getResultList()
            .isEmpty();
    if (!entityExists) {
      throw Refused.field(
          "entity", "ENTITY_MISSING", "There is no such entity.", "Register it first.");
    }
    boolean targetExists =
        grantTargets.stream()
            .filter(kind -> kind.kind().equals(target.kind()))
            .anyMatch(kind -> kind.exists(caller.tenant(), target.id()));
    if (!targetExists) {
      throw Refused.missing("thing to grant access to");
    }
  }

  /** Takes a policy away, from this moment. */
  public void revoke(Caller caller, UUID policyId) {
    require(caller, Permission.TAKE_ACCESS_AWAY);
    PolicyRow policy =
        entityManager
            .createQuery(
                "select p from PolicyRow p where p.tenant = :tenant and p.id = :id",
                PolicyRow.class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("id", policyId)
            .getResultStream()
            .findFirst()
            .orElseThrow(() -> Refused.missing("grant"));
    entityManager.remove(policy);
    auditTrail.record(
        caller,
        Action.ACCESS_REVOKED,
        policy.target(),
        new Target("entity", policy.entity()),
        null);
  }

  /** The policies on a thing, up to 200. */
  @Redacted
  public List<PolicyView> forTarget(Caller caller, Target target) {
    require(caller, Permission.SEE_METADATA);
    return entityManager
        .createQuery(
            "select p from PolicyRow p where p.tenant = :tenant"
                + " and p.targetKind = :kind and p.targetId = :id order by p.entity",
            PolicyRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("kind", target.kind())
        .setParameter("id", target.id())
        .setMaxResults(MAX_LISTED)
        .getResultStream()
        .map(PolicyRow::view)
        .toList();
  }

  /** The policies an entity holds, up to 200. */
  @Redacted
  public List<PolicyView> forEntity(Caller caller, EntityId entity) {
    require(caller, Permission.SEE_METADATA);
    return entityManager
        .createQuery(
            "select p from PolicyRow p where p.tenant = :tenant and p.entity = :entity"
                + " order by p.targetKind, p.targetId",
            PolicyRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("entity", entity.value())
        .setMaxResults(MAX_LISTED)
        .getResultStream()
        .map(PolicyRow::view)
        .toList();
  }

  private Optional<PolicyRow> find(Caller caller, String entity, Target target) {
    return entityManager
        .createQuery(
            "select p from PolicyRow p where p.tenant = :tenant and p.entity = :entity"
                + " and p.targetKind = :kind and p.targetId = :id",
            PolicyRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("entity", entity)
        .setParameter("kind", target.kind())
        .setParameter("id", target.id())
        .getResultStream()
        .findFirst();
  }
}
