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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine tokens of entities, as people issue, rotate and revoke them; no token can do that.
 *
 * <p>Guarantees: who issues or rotates one proved within five minutes who they are (ATTACK-13); a
 * token can be seen once and only its digest is kept; a token's id is looked up together with its
 * entity and tenant; of a token that is rotated again and again never more than two work.
 */
@ApplicationScoped
@Transactional
public class MachineTokens {
  private static final int MAX_LISTED = 100;
  private static final int MAX_LIVE = 50;
  private static final int MAX_LABEL_CHARS = 100;
  private static final int MAX_VALID_DAYS = 3650;
  private static final int MAX_OVERLAP_HOURS = 30 * 24;

  private final EntityManager entityManager;
  private final Entities entities;
  private final Policies policies;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Clock clock;
  private final SecureRandom random;

  @Inject
  MachineTokens(
      EntityManager entityManager,
      Entities entities,
      Policies policies,
      AuditTrail auditTrail,
      Guard guard,
      Clock clock,
      SecureRandom random) {
    this.entityManager = entityManager;
    this.entities = entities;
    this.policies = policies;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.clock = clock;
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected MachineTokens() {
    this(null, null, null, null, null, null, null);
  }

  /**
   * The entity's tokens, newest first, up to 100.
   *
   * @param after the last row of the page before; null for the first page
   */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<TokenView> list(Caller caller, EntityId entity, @Nullable TokenPlace after) {
    policies.require(caller, Permission.SEE_METADATA);
    entities.find(caller, entity, LockModeType.NONE);
    TypedQuery<TokenRow> query =
        ofEntity(
            caller,
            entity,
            (after == null ? "" : " and (t.createdAt < :at or (t.createdAt = :at and t.id < :id))")
                + " order by t.createdAt desc, t.id desc");
    if (after != null) {
      query.setParameter("at", after.createdAt()).setParameter("id", after.tokenId());
    }
    return query.setMaxResults(MAX_LISTED).getResultStream().map(TokenRow::view).toList();
  }

  /** One token of the entity. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public TokenView get(Caller caller, EntityId entity, String tokenId) {
    policies.require(caller, Permission.SEE_METADATA);
    entities.find(caller, entity, LockModeType.NONE);
    return find(caller, entity, tokenId, LockModeType.NONE).view();
  }

  /** Issues a machine token, which can be seen this once. */
  @Needs(Permission.MANAGE_ENTITIES)
  public IssuedToken issue(Caller caller, EntityId entity, TokenDraft draft) {
    policies.requireProven(caller, Permission.MANAGE_ENTITIES);
    String label = Input.requiredLine("label", draft.label(), MAX_LABEL_CHARS);
    guard.refusePlaintext(caller, "label", label);
    SourceBounds sources = SourceBounds.typed(draft.sources());
    Instant now = clock.instant();
    Instant end = Rows.expiry(now, draft.validDays(), MAX_VALID_DAYS);
    lockToArm(caller, entity);
    requireRoom(caller, entity, now);
    IssuedToken issued = MachineToken.issue(random);
    entityManager.persist(row(caller, entity, issued, label, end, sources));
    auditTrail.record(
        caller,
        Action.TOKEN_ISSUED,
        new Target("token", issued.tokenId()),
        new Target("entity", entity.value()),
        null);
    return issued;
  }

  /**
   * Issues a token in the place of another, which goes on working for a while, so that who uses it
   * has time to change. Label and sources are the old token's. The one the old token itself took
   * the place of ends now.
   *
   * @param validDays how long the new token works, 1 to 3650; null for no end
   * @param overlapHours how long the old one does, 0 to 720, and never longer than it would have
   */
  @Needs(Permission.MANAGE_ENTITIES)
  public IssuedToken rotate(
      Caller caller,
      EntityId entity,
      String tokenId,
      @Nullable Integer validDays,
      int overlapHours) {
    policies.requireProven(caller, Permission.MANAGE_ENTITIES);
    if (overlapHours < 0 || overlapHours > MAX_OVERLAP_HOURS) {
      throw Refused.field(
          "overlapHours",
          "OVERLAP_INVALID",
          "This is a whole number of hours from 0 to " + MAX_OVERLAP_HOURS + ".",
          "24 gives a day to change over; 0 ends the old token now.");
    }
    Instant now = clock.instant();
    Instant end = Rows.expiry(now, validDays, MAX_VALID_DAYS);
    lockToArm(caller, entity);
    TokenRow old = find(caller, entity, tokenId, LockModeType.PESSIMISTIC_WRITE);
    requireRotatable(old, now);
    endPredecessor(caller, entity, old, now);
    IssuedToken issued = MachineToken.issue(random);
    TokenRow successor = row(caller, entity, issued, old.label(), end, old.sources());
    successor.replace(old, now.plus(Duration.ofHours(overlapHours)));
    entityManager.persist(successor);
    auditTrail.record(
        caller,
        Action.TOKEN_ROTATED,
        new Target("token", tokenId),
        new Target("entity", entity.value()),
        "token " + issued.tokenId() + " takes its place");
    return issued;
  }

  private static void requireRotatable(TokenRow old, Instant now) {
    if (!old.isUsable(now)) {
      throw Refused.conflict(
          "TOKEN_ENDED", "This token works no more.", "Issue a new token instead.");
    }
    if (old.isReplaced()) {
      throw Refused.conflict(
          "TOKEN_REPLACED",
          "Another token has taken this one's place already.",
          "Rotate that one, or revoke it and issue a new token.");
    }
  }

  private void endPredecessor(Caller caller, EntityId entity, TokenRow old, Instant now) {
    ofEntity(caller, entity, " and t.replacedBy = :old")
        .setParameter("old", old.id())
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .filter(token -> token.isUsable(now))
        .forEach(token -> revoke(caller, entity, token, now));
  }

  /** Ends a token at once. */
  @Needs(Permission.MANAGE_ENTITIES)
  public void revoke(Caller caller, EntityId entity, String tokenId) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    entities.find(caller, entity, LockModeType.NONE);
    TokenRow token = find(caller, entity, tokenId, LockModeType.PESSIMISTIC_WRITE);
    revoke(caller, entity, token, clock.instant());
  }

  private void revoke(Caller caller, EntityId entity, TokenRow token, Instant now) {
    if (token.revoke(now)) {
      auditTrail.record(
          caller,
          Action.TOKEN_REVOKED,
          new Target("token", token.id()),
          new Target("entity", entity.value()),
          null);
    }
  }

  private TokenRow row(
      Caller caller,
      EntityId entity,
      IssuedToken issued,
      String label,
      @Nullable Instant end,
      SourceBounds sources) {
    return new TokenRow(
        issued.tokenId(),
        caller.tenant(),
        entity,
        label,
        issued.token().use(MachineToken::sha256),
        clock.instant(),
        caller.id(),
        end,
        sources);
  }

  /**
   * Takes one after the other who changes an entity's tokens, or grants it admin level: whoever
   * makes a token of an entity that administers something could use that level. A retired entity
   * gets no token.
   */
  private void lockToArm(Caller caller, EntityId id) {
    EntityRow entity = entities.find(caller, id, LockModeType.PESSIMISTIC_WRITE);
    policies.requireMayArm(caller, entity);
    if (entity.state() == EntityState.RETIRED) {
      throw Refused.conflict(
          "ENTITY_RETIRED", "This entity is retired for good.", "Register another one.");
    }
  }

  private void requireRoom(Caller caller, EntityId entity, Instant now) {
    long live =
        entityManager
            .createQuery(
                "select count(t) from TokenRow t where t.tenant = :tenant and t.entity = :entity"
                    + " and t.revokedAt is null and (t.expiresAt is null or t.expiresAt > :now)",
                Long.class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("entity", entity.value())
            .setParameter("now", now)
            .getSingleResult();
    if (live >= MAX_LIVE) {
      throw Refused.conflict(
          "TOKENS_TOO_MANY",
          "This entity has " + MAX_LIVE + " working tokens, which is as many as one may have.",
          "Revoke those that are not used any more.");
    }
  }

  private TokenRow find(Caller caller, EntityId entity, String tokenId, LockModeType lock) {
    return ofEntity(caller, entity, " and t.id = :id")
        .setParameter("id", tokenId)
        .setLockMode(lock)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> Refused.missing("token"));
  }

  private TypedQuery<TokenRow> ofEntity(Caller caller, EntityId entity, String rest) {
    return entityManager
        .createQuery(
            "select t from TokenRow t where t.tenant = :tenant and t.entity = :entity" + rest,
            TokenRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("entity", entity.value());
  }
}
