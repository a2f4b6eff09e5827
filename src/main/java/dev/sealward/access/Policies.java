package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What people may do by role and entities by policy (VAULT-03, FR-028-002).
 *
 * <p>Guarantees: deny by default; an expired policy allows nothing; no policy opens a border
 * between tenants, workspaces or providers; for an entity a thing that is foreign, missing or not
 * granted gets one answer after one and the same query, and the refusal is audited with both sides.
 * Within an entity's borders policies add up: a narrow one does not take away what a wider one
 * gives.
 */
@ApplicationScoped
@Transactional
public class Policies {
  private static final int MAX_REASON_CHARS = 300;
  private static final int MAX_VALID_DAYS = 3650;
  private static final Duration PROOF_LIFE = Duration.ofMinutes(5);
  private static final String DENIED = "CREDENTIAL_ACCESS_DENIED";

  private final PolicyRows rows;
  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Clock clock;
  private final Instance<GrantTarget> grantTargets;
  private final ArmedEntities armed;

  @Inject
  Policies(
      PolicyRows rows,
      EntityManager entityManager,
      AuditTrail auditTrail,
      Guard guard,
      Clock clock,
      @Any Instance<GrantTarget> grantTargets) {
    this.rows = rows;
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.clock = clock;
    this.grantTargets = grantTargets;
    this.armed = new ArmedEntities(entityManager, clock);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Policies() {
    this(null, null, null, null, null, null);
  }

  /** Refuses, and audits it, unless the caller is a person whose roles hold the permission. */
  @ForAnyone("It is the check itself.")
  public void require(Caller caller, Permission permission) {
    if (!holds(caller, permission)) {
      auditTrail.recordRefusal(
          caller,
          Action.ACCESS_DENIED,
          new Target("permission", permission.name().toLowerCase(Locale.ROOT)),
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
  @ForAnyone("It tells callers about themselves.")
  public boolean holds(Caller caller, Permission permission) {
    return caller.isPerson() && permission.isHeldBy(caller.roles());
  }

  /** Refuses, and audits it, unless it is an entity that calls. */
  @ForAnyone("It is the check itself.")
  public void requireEntity(Caller caller) {
    if (!caller.isEntity()) {
      auditTrail.recordRefusal(
          caller, Action.ACCESS_DENIED, new Target("permission", "entity"), DENIED);
      throw Refused.accessDenied();
    }
  }

  /**
   * As {@link #require}, and refuses as well, and audits it, who did not prove lately who they are
   * (ATTACK-13): for what is dangerous in the hands of somebody who found a session.
   */
  @ForAnyone("It is the check itself.")
  public void requireProven(Caller caller, Permission permission) {
    require(caller, permission);
    requireProof(caller);
  }

  /** Refuses, and audits it, unless a person proved within five minutes who they are. */
  @ForAnyone("It is the check itself.")
  public void requireProof(Caller caller) {
    if (!isProven(caller)) {
      auditTrail.recordRefusal(
          caller,
          Action.ACCESS_DENIED,
          new Target("session", "proof"),
          Remedy.REAUTHENTICATION_NEEDED);
      throw Refused.of(
          Refused.Kind.DENIED,
          Remedy.of(
              Remedy.REAUTHENTICATION_NEEDED,
              "This is only done for somebody who proved within five minutes who they are.",
              "Confirm at /sign-in/again that it is you, then do it again."));
    }
  }

  /** Refuses, and audits it, who makes a token of an entity that administers more than they may. */
  void requireMayArm(Caller caller, EntityRow locked) {
    if (armed.isArmed(locked)) {
      require(caller, Permission.GRANT_ADMIN_LEVEL);
    }
  }

  /** Whether a person proved within five minutes who they are. Nobody else ever does. */
  @ForAnyone("It is the check itself.")
  public boolean isProven(Caller caller) {
    return caller.isPerson() && caller.isProvenSince(clock.instant(), PROOF_LIFE);
  }

  /**
   * Refuses, and audits it, unless the entity holds a policy of at least this level. What it asked
   * for stands in the record, so nothing is decided while that could not be masked.
   *
   * @throws Refused UNAVAILABLE as {@link Guard#redactor}
   */
  @ForAnyone("It is the check itself.")
  public void requireGrant(Caller caller, Asset asset, Level level) {
    guard.requireLoaded(caller.tenant());
    Decision decision = decide(caller, asset, level);
    if (!decision.isAllowed()) {
      guard.catchUp(caller.tenant());
      auditTrail.recordRefusal(
          caller, Action.ACCESS_DENIED, asset.target(), DENIED, decision.detail(caller));
      throw Refused.accessDenied();
    }
  }

  /** Whether the entity holds a policy of at least this level. Nobody else ever does. */
  @ForAnyone("It tells callers about themselves.")
  public boolean allows(Caller caller, Asset asset, Level level) {
    return decide(caller, asset, level).isAllowed();
  }

  /** Those of these secrets on which the entity holds at least this level. */
  @ForAnyone("It tells callers about themselves.")
  public Set<Target> granted(Caller caller, Collection<Asset> secrets, Level level) {
    if (!caller.isEntity() || secrets.isEmpty()) {
      return Set.of();
    }
    Instant now = clock.instant();
    List<PolicyView> all =
        rows.onSecrets(caller.tenant(), caller.id(), secrets).stream()
            .map(PolicyRow::view)
            .toList();
    Set<Target> granted = new HashSet<>();
    for (Asset secret : secrets) {
      Set<Target> candidates = secret.candidates();
      List<PolicyView> bearing =
          all.stream().filter(policy -> candidates.contains(policy.target())).toList();
      if (Decision.of(caller, secret, level, bearing, now).isAllowed()) {
        granted.add(secret.target());
      }
    }
    return granted;
  }

  // What is asked for never decides whether or what is asked of the database: one query, always.
  private Decision decide(Caller caller, Asset asset, Level level) {
    List<PolicyView> bearing =
        rows.bearing(caller.tenant(), caller.id(), asset.candidates()).stream()
            .map(PolicyRow::view)
            .toList();
    return Decision.of(caller, asset, level, bearing, clock.instant());
  }

  /** How an entity's question for access would end now, and why: by what decides it. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public Decision explain(Caller person, EntityId entity, Target target, Level level) {
    require(person, Permission.SEE_METADATA);
    Caller asking = entity(person, entity).asCaller(person.correlationId());
    return decide(asking, located(person, target), level);
  }

  /**
   * Grants an entity a level on a secret, scope or project, in place of what it held there.
   *
   * @param validDays how long it holds, 1 to 3650; null for no end
   */
  @Redacted
  @Needs(Permission.GRANT_ACCESS)
  public PolicyView grant(
      Caller person,
      EntityId entity,
      Target target,
      Level level,
      @Nullable String reason,
      @Nullable Integer validDays) {
    require(person, Permission.GRANT_ACCESS);
    if (level == Level.ADMIN) {
      requireProven(person, Permission.GRANT_ADMIN_LEVEL);
    }
    return give(person, entity, () -> located(person, target), level, reason, validDays);
  }

  /** As people do, by an entity on what it administers; never admin level. */
  @Redacted
  @NeedsGrant(Level.ADMIN)
  public PolicyView grantOn(
      Caller administering,
      Asset asset,
      EntityId entity,
      Level level,
      @Nullable String reason,
      @Nullable Integer validDays) {
    requireGrant(administering, asset, Level.ADMIN);
    if (entity.value().equals(administering.id())) {
      throw Refused.field(
          "entity",
          "GRANT_TO_ITSELF",
          "An agent grants nothing to itself.",
          "What it administers it may use as long as it administers it.");
    }
    if (level == Level.ADMIN) {
      throw Refused.field(
          "level",
          "LEVEL_NOT_YOURS",
          "An agent grants read and write, never admin.",
          "Ask somebody who is operator and admin to do it on the secret's page.");
    }
    PolicyView given = give(administering, entity, () -> asset, level, reason, validDays);
    return noLongerThan(decide(administering, asset, Level.ADMIN).by(), administering, given);
  }

  /** What an entity grants ends with what lets it grant. */
  private PolicyView noLongerThan(
      Optional<PolicyView> own, Caller administering, PolicyView given) {
    Instant end = own.map(PolicyView::expiresAt).orElse(null);
    if (end == null || (given.expiresAt() != null && given.expiresAt().isBefore(end))) {
      return given;
    }
    PolicyRow row = rows.find(administering, given.id()).orElseThrow();
    row.endAt(end);
    return row.view();
  }

  private PolicyView give(
      Caller by,
      EntityId entity,
      Supplier<Asset> on,
      Level level,
      @Nullable String reason,
      @Nullable Integer validDays) {
    String why = Input.line("reason", reason, MAX_REASON_CHARS);
    guard.refusePlaintext(by, "reason", why);
    Instant now = clock.instant();
    Instant expiresAt = Rows.expiry(now, validDays, MAX_VALID_DAYS);
    EntityRow row = entity(by, entity);
    Asset asset = on.get();
    requireSameSide(asset, row.reach());
    if (level == Level.ADMIN) {
      armed.requireFitToArm(row);
    }
    if (asset.target().kind().equals(Asset.SCOPE)) {
      guard.refusePlaintext(by, "provider", asset.target().id());
    }
    held(by, entity, asset.target()).ifPresent(rows::remove);
    PolicyRow policy =
        new PolicyRow(
            by.tenant().value(), entity, asset.target(), level, why, by.id(), now, expiresAt);
    rows.add(policy);
    Rows.flushNew(
        entityManager,
        () ->
            Refused.conflict(
                "POLICY_CHANGED", "Somebody else granted this just now.", "Look again."));
    auditTrail.record(
        by,
        Action.ACCESS_GRANTED,
        asset.target(),
        new Target("entity", entity.value()),
        "level " + level.text());
    return policy.view();
  }

  private static void requireSameSide(Asset asset, Reach reach) {
    if (!asset.isWithin(reach)) {
      throw Refused.field(
          "entity",
          "GRANT_CROSSES_BORDER",
          "This entity belongs to another workspace or provider, so a grant would allow nothing.",
          "Choose an entity of the same workspace that is bound to this provider or to none.");
    }
  }

  /** What the entity holds on exactly this; a grant of admin level is out of an entity's hands. */
  private Optional<PolicyRow> held(Caller caller, EntityId entity, Target target) {
    Optional<PolicyRow> held =
        rows.bearing(caller.tenant(), entity.value(), Set.of(target)).stream().findFirst();
    if (caller.isEntity() && held.filter(policy -> policy.level() == Level.ADMIN).isPresent()) {
      throw Refused.conflict(
          "POLICY_IS_ADMIN",
          "This entity holds admin level here, which an agent cannot change.",
          "Ask an operator to take it away first.");
    }
    return held;
  }

  private EntityRow entity(Caller caller, EntityId entity) {
    return rows.entity(caller, entity)
        .orElseThrow(
            () ->
                Refused.field(
                    "entity", "ENTITY_MISSING", "There is no such entity.", "Register it first."));
  }

  private Asset located(Caller caller, Target target) {
    return grantTargets.stream()
        .filter(kind -> kind.kind().equals(target.kind()))
        .flatMap(kind -> kind.find(caller.tenant(), target.id()).stream())
        .filter(asset -> asset.isWithin(caller.reach()))
        .findFirst()
        .orElseThrow(() -> Refused.missing("thing to grant access to"));
  }

  /** Takes a policy away, from this moment. */
  @Needs(Permission.TAKE_ACCESS_AWAY)
  public void revoke(Caller caller, UUID policyId) {
    require(caller, Permission.TAKE_ACCESS_AWAY);
    take(caller, rows.find(caller, policyId).orElseThrow(() -> Refused.missing("grant")));
  }

  /** As people do, by an entity on what it administers; never admin level. */
  @NeedsGrant(Level.ADMIN)
  public void revokeOn(Caller administering, Asset asset, EntityId entity) {
    requireGrant(administering, asset, Level.ADMIN);
    take(
        administering,
        held(administering, entity, asset.target()).orElseThrow(() -> Refused.missing("grant")));
  }

  private void take(Caller caller, PolicyRow policy) {
    rows.remove(policy);
    auditTrail.record(
        caller,
        Action.ACCESS_REVOKED,
        policy.target(),
        new Target("entity", policy.entity()),
        null);
  }

  /** How it stands for the entity on a policy's target once that policy is gone. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public Decision without(Caller caller, UUID policyId) {
    require(caller, Permission.SEE_METADATA);
    PolicyRow leaving = rows.find(caller, policyId).orElseThrow(() -> Refused.missing("grant"));
    Caller asking = entity(caller, EntityId.of(leaving.entity())).asCaller(caller.correlationId());
    Decision now = decide(asking, located(caller, leaving.target()), Level.READ);
    List<PolicyView> others =
        now.bearing().stream().filter(policy -> !policy.id().equals(policyId)).toList();
    return Decision.of(asking, now.asset(), Level.READ, others, clock.instant());
  }

  /** Policies by entity and what they are about, a page at a time. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<PolicyView> list(Caller caller, PolicyFilter filter) {
    require(caller, Permission.SEE_METADATA);
    return rows.list(caller, filter).stream().map(PolicyRow::view).toList();
  }

  /** The first policies on a thing, up to 200; {@link #list} has them all. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<PolicyView> forTarget(Caller caller, Target target) {
    return list(caller, PolicyFilter.on(target));
  }

  /** The first policies an entity holds, up to 200; {@link #list} has them all. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<PolicyView> forEntity(Caller caller, EntityId entity) {
    return list(caller, PolicyFilter.of(entity));
  }
}
