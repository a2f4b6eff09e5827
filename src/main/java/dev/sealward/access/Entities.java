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
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entities and their machine tokens. */
@ApplicationScoped
@Transactional
public class Entities {
  private static final int MAX_LISTED = 200;
  private static final int MAX_DESCRIPTION_CHARS = 500;
  private static final int MAX_LABEL_CHARS = 100;
  private static final int MAX_VALID_DAYS = 3650;

  private final EntityManager entityManager;
  private final Policies policies;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Clock clock;
  private final SecureRandom random;

  @Inject
  Entities(
      EntityManager entityManager,
      Policies policies,
      AuditTrail auditTrail,
      Guard guard,
      Clock clock,
      SecureRandom random) {
    this.entityManager = entityManager;
    this.policies = policies;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.clock = clock;
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Entities() {
    this(null, null, null, null, null, null);
  }

  /** Registers an entity in the caller's workspace. */
  public EntityView register(
      Caller caller, @Nullable String name, EntityKind kind, @Nullable String description) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    EntityId id = EntityId.of(Input.id("entity", name));
    String text = Input.line("description", description, MAX_DESCRIPTION_CHARS);
    guard.refusePlaintext(caller, "entity", id.value());
    guard.refusePlaintext(caller, "description", text);
    if (find(caller.tenant(), id).isPresent()) {
      throw exists();
    }
    entityManager.persist(
        new EntityRow(
            caller.tenant().value(),
            caller.workspace().value(),
            id.value(),
            kind,
            text,
            clock.instant(),
            caller.id()));
    Rows.flushNew(entityManager, Entities::exists);
    auditTrail.record(caller, Action.ENTITY_CREATED, new Target("entity", id.value()));
    return get(caller, id);
  }

  private static Refused exists() {
    return Refused.field(
        "entity", "ENTITY_EXISTS", "There is an entity of this name.", "Choose another name.");
  }

  /** The tenant's entities by name, up to 200. */
  @Redacted
  public List<EntityView> list(Caller caller) {
    policies.require(caller, Permission.SEE_METADATA);
    return views(caller, null);
  }

  @Redacted
  public EntityView get(Caller caller, EntityId id) {
    policies.require(caller, Permission.SEE_METADATA);
    return views(caller, id).stream().findFirst().orElseThrow(() -> Refused.missing("entity"));
  }

  private List<EntityView> views(Caller caller, @Nullable EntityId only) {
    TypedQuery<Object[]> query =
        entityManager.createQuery(
            "select e.name, e.kind, e.description, e.createdAt, e.createdBy, (select count(t) from"
                + " TokenRow t where t.tenant = e.tenant and t.entity = e.name and t.revokedAt is"
                + " null and (t.expiresAt is null or t.expiresAt > :now)), (select"
                + " max(t.lastUsedAt) from TokenRow t where t.tenant = e.tenant and t.entity ="
                + " e.name) from EntityRow e where e.tenant = :tenant"
                + (only == null ? "" : " and e.name = :name")
                + " order by e.name",
            Object[].class);
    query.setParameter("tenant", caller.tenant().value());
    query.setParameter("now", clock.instant());
    if (only != null) {
      query.setParameter("name", only.value());
    }
    return query.setMaxResults(MAX_LISTED).getResultStream().map(Entities::view).toList();
  }

  private static EntityView view(Object[] row) {
    return new EntityView(
        EntityId.of((String) row[0]),
        (EntityKind) row[1],
        (String) row[2],
        (Instant) row[3],
        (String) row[4],
        (Long) row[5],
        Rows.instant(row[6]));
  }

  private Optional<EntityRow> find(TenantId tenant, EntityId id) {
    return entityManager
        .createQuery(
            "select e from EntityRow e where e.tenant = :tenant and e.name = :name",
            EntityRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("name", id.value())
        .getResultStream()
        .findFirst();
  }

  /** The entity's tokens, newest first, up to 200. */
  @Redacted
  public List<TokenView> tokens(Caller caller, EntityId entity) {
    policies.require(caller, Permission.SEE_METADATA);
    return entityManager
        .createQuery(
            "select t from TokenRow t where t.tenant = :tenant and t.entity = :entity"
                + " order by t.createdAt desc",
            TokenRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("entity", entity.value())
        .setMaxResults(MAX_LISTED)
        .getResultStream()
        .map(TokenRow::view)
        .toList();
  }

  /**
   * Issues a machine token, which can be seen this once.
   *
   * @param validDays how long it works, 1 to 3650; null for no end
   */
  public IssuedToken issueToken(
      Caller caller, EntityId entity, @Nullable String label, @Nullable Integer validDays) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    String name = Input.requiredLine("label", label, MAX_LABEL_CHARS);
    guard.refusePlaintext(caller, "label", name);
    Instant now = clock.instant();
    Instant expiresAt = Rows.expiry(now, validDays, MAX_VALID_DAYS);
    if (find(caller.tenant(), entity).isEmpty()) {
      throw Refused.missing("entity");
    }
    IssuedToken issued = MachineToken.issue(random);
    entityManager.persist(
        new TokenRow(
            issued.tokenId(),
            caller.tenant().value(),
            entity.value(),
            name,
            issued.token().use(MachineToken::sha256),
            now,
            caller.id(),
            expiresAt));
    auditTrail.record(
        caller,
        Action.TOKEN_ISSUED,
        new Target("token", issued.tokenId()),
        new Target("entity", entity.value()),
        null);
    return issued;
  }

  /** Ends a token at once. */
  public void revokeToken(Caller caller, EntityId entity, String tokenId) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    TokenRow token =
        entityManager
            .createQuery(
                "select t from TokenRow t"
                    + " where t.id = :id and t.tenant = :tenant and t.entity = :entity",
                TokenRow.class)
            .setParameter("id", tokenId)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("entity", entity.value())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultStream()
            .findFirst()
            .orElseThrow(() -> Refused.missing("token"));
    if (token.revoke(clock.instant())) {
      auditTrail.record(
          caller,
          Action.TOKEN_REVOKED,
          new Target("token", tokenId),
          new Target("entity", entity.value()),
          null);
    }
  }

  /**
   * The entity a bearer token belongs to; empty for every text that is no usable token, whatever
   * the reason.
   */
  public Optional<Caller> authenticate(String bearer, String address, UUID correlationId) {
    Optional<MachineToken> presented = MachineToken.parse(bearer);
    if (presented.isEmpty()) {
      return Optional.empty();
    }
    TokenRow token = entityManager.find(TokenRow.class, presented.get().id());
    Instant now = clock.instant();
    if (token == null || !presented.get().matches(token.tokenHash()) || !token.isUsable(now)) {
      return Optional.empty();
    }
    if (token.needsUseNoted(now)) {
      token.used(now);
    }
    TenantId tenant = TenantId.of(token.tenant());
    return find(tenant, EntityId.of(token.entity()))
        .map(
            entity ->
                new Caller(
                    Caller.Kind.ENTITY,
                    token.entity(),
                    tenant,
                    WorkspaceId.of(entity.workspace()),
                    Set.of(),
                    address,
                    correlationId));
  }
}
