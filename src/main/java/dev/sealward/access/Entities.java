package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entities: skills, tools, agents and provider adapters, each of one workspace.
 *
 * <p>Guarantees: a person sees and changes entities of workspaces they reach only, by a condition
 * of each query; a name stays taken for good, also when its entity is retired.
 */
@ApplicationScoped
@Transactional
public class Entities {
  private static final int MAX_DESCRIPTION_CHARS = 500;
  private static final int MAX_RESOLVES_PER_MINUTE = 1_000_000;

  private final EntityManager entityManager;
  private final Policies policies;
  private final Workspaces workspaces;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Clock clock;

  @Inject
  Entities(
      EntityManager entityManager,
      Policies policies,
      Workspaces workspaces,
      AuditTrail auditTrail,
      Guard guard,
      Clock clock) {
    this.entityManager = entityManager;
    this.policies = policies;
    this.workspaces = workspaces;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Entities() {
    this(null, null, null, null, null, null);
  }

  /** Registers an entity in the caller's workspace, for any provider's secrets. */
  @Redacted
  @Needs(Permission.MANAGE_ENTITIES)
  public EntityView register(
      Caller caller, @Nullable String name, EntityKind kind, @Nullable String description) {
    return register(caller, EntityDraft.of(name, kind, description));
  }

  /** Registers an entity. */
  @Redacted
  @Needs(Permission.MANAGE_ENTITIES)
  public EntityView register(Caller caller, EntityDraft draft) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    EntityId id = EntityId.of(Input.id("entity", draft.name()));
    WorkspaceId workspace = workspace(caller, draft);
    Optional<ProviderId> provider = provider(draft);
    String text = Input.line("description", draft.description(), MAX_DESCRIPTION_CHARS);
    guard.refusePlaintext(caller, "entity", id.value());
    guard.refusePlaintext(caller, "description", text);
    if (provider.isPresent()) {
      guard.refusePlaintext(caller, "provider", provider.get().value());
    }
    boolean taken =
        !entityManager
            .createQuery(
                "select e.name from EntityRow e where e.tenant = :tenant and e.name = :name",
                String.class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("name", id.value())
            .getResultList()
            .isEmpty();
    if (taken) {
      throw exists();
    }
    entityManager.persist(
        new EntityRow(
            caller.tenant(),
            workspace,
            id,
            draft.kind(),
            text,
            provider,
            clock.instant(),
            caller.id()));
    Rows.flushNew(entityManager, Entities::exists);
    auditTrail.record(
        caller,
        Action.ENTITY_CREATED,
        new Target("entity", id.value()),
        "workspace " + workspace + provider.map(bound -> ", provider " + bound).orElse(""));
    return get(caller, id);
  }

  private WorkspaceId workspace(Caller caller, EntityDraft draft) {
    String typed = draft.workspace() == null ? "" : draft.workspace().strip();
    WorkspaceId workspace =
        typed.isEmpty() ? caller.workspace() : WorkspaceId.of(Input.id("workspace", typed));
    guard.refusePlaintext(caller, "workspace", workspace.value());
    boolean there = typed.isEmpty() || workspaces.exists(caller.tenant(), workspace);
    if (!there || !caller.reach().covers(workspace)) {
      throw Refused.field(
          "workspace",
          "WORKSPACE_OUT_OF_REACH",
          "This is not a workspace you reach.",
          "Choose one of yours, or ask an admin to add you to it.");
    }
    return workspace;
  }

  private static Optional<ProviderId> provider(EntityDraft draft) {
    String typed = draft.provider() == null ? "" : draft.provider().strip();
    if (typed.isEmpty() && draft.kind() == EntityKind.ADAPTER) {
      throw Refused.field(
          "provider",
          "PROVIDER_MISSING",
          "An adapter serves one provider and reaches that one's secrets only.",
          "Name the provider, for example github.");
    }
    return typed.isEmpty()
        ? Optional.empty()
        : Optional.of(ProviderId.of(Input.id("provider", typed)));
  }

  private static Refused exists() {
    return Refused.field(
        "entity", "ENTITY_EXISTS", "There is an entity of this name.", "Choose another name.");
  }

  /** Entities of workspaces the caller reaches, by name, a page at a time. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<EntityView> list(Caller caller, EntityFilter filter) {
    policies.require(caller, Permission.SEE_METADATA);
    EntityId after = filter.after();
    String jpql =
        "select e from EntityRow e where"
            + Borders.of(caller).workspaces("e")
            + (filter.text().isEmpty() ? "" : " and locate(:text, e.name) > 0")
            + (after == null ? "" : " and e.name > :after")
            + " order by e.name";
    TypedQuery<EntityRow> query =
        Borders.of(caller).bindWorkspaces(entityManager.createQuery(jpql, EntityRow.class));
    if (!filter.text().isEmpty()) {
      query.setParameter("text", filter.text());
    }
    if (after != null) {
      query.setParameter("after", after.value());
    }
    return views(caller, query.setMaxResults(filter.limit()).getResultList());
  }

  @Needs(Permission.SEE_METADATA)
  @Redacted
  public EntityView get(Caller caller, EntityId id) {
    policies.require(caller, Permission.SEE_METADATA);
    return views(caller, List.of(find(caller, id, LockModeType.NONE))).get(0);
  }

  /** How many entities of workspaces the caller reaches are not retired. */
  @Needs(Permission.SEE_METADATA)
  public long count(Caller caller) {
    policies.require(caller, Permission.SEE_METADATA);
    return Borders.of(caller)
        .bindWorkspaces(
            entityManager.createQuery(
                "select count(e) from EntityRow e where"
                    + Borders.of(caller).workspaces("e")
                    + " and e.state <> :retired",
                Long.class))
        .setParameter("retired", EntityState.RETIRED)
        .getSingleResult();
  }

  private List<EntityView> views(Caller caller, List<EntityRow> found) {
    Map<EntityId, TokenFacts> facts =
        TokenFacts.of(
            entityManager,
            caller.tenant(),
            found.stream().map(EntityRow::name).toList(),
            clock.instant());
    return found.stream()
        .map(row -> row.view(facts.getOrDefault(row.name(), TokenFacts.NONE)))
        .toList();
  }

  /** The entity of a workspace the caller reaches; any other is missing. */
  EntityRow find(Caller caller, EntityId id, LockModeType lock) {
    return Borders.of(caller)
        .bindWorkspaces(
            entityManager.createQuery(
                "select e from EntityRow e where"
                    + Borders.of(caller).workspaces("e")
                    + " and e.name = :name",
                EntityRow.class))
        .setParameter("name", id.value())
        .setLockMode(lock)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> Refused.missing("entity"));
  }

  /** Refuses an entity's tokens until it is enabled again. */
  @Needs(Permission.MANAGE_ENTITIES)
  public void disable(Caller caller, EntityId id) {
    change(caller, id, EntityState.DISABLED, Action.ENTITY_DISABLED);
  }

  /** Lets a disabled entity's tokens work again. */
  @Needs(Permission.MANAGE_ENTITIES)
  public void enable(Caller caller, EntityId id) {
    change(caller, id, EntityState.ENABLED, Action.ENTITY_ENABLED);
  }

  private void change(Caller caller, EntityId id, EntityState state, Action action) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    if (find(caller, id, LockModeType.PESSIMISTIC_WRITE).become(state)) {
      auditTrail.record(caller, action, new Target("entity", id.value()));
    }
  }

  /** Ends all tokens of an entity for good; its name stays taken. */
  @Needs(Permission.MANAGE_ENTITIES)
  public void retire(Caller caller, EntityId id) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    if (!find(caller, id, LockModeType.PESSIMISTIC_WRITE).become(EntityState.RETIRED)) {
      return;
    }
    Instant now = clock.instant();
    int ended =
        entityManager
            .createQuery(
                "update TokenRow t set t.revokedAt = :now where t.tenant = :tenant"
                    + " and t.entity = :entity and t.revokedAt is null")
            .setParameter("now", now)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("entity", id.value())
            .executeUpdate();
    auditTrail.record(
        caller, Action.ENTITY_RETIRED, new Target("entity", id.value()), ended + " tokens ended");
  }

  /**
   * Says how often an entity may read within a minute.
   *
   * @param resolvesPerMinute 1 to 1000000; null for the installation's number
   */
  @Needs(Permission.MANAGE_ENTITIES)
  public void limit(Caller caller, EntityId id, @Nullable Integer resolvesPerMinute) {
    policies.require(caller, Permission.MANAGE_ENTITIES);
    if (resolvesPerMinute != null
        && (resolvesPerMinute < 1 || resolvesPerMinute > MAX_RESOLVES_PER_MINUTE)) {
      throw Refused.field(
          "resolvesPerMinute",
          "LIMIT_INVALID",
          "This is a whole number from 1 to " + MAX_RESOLVES_PER_MINUTE + ".",
          "Leave it empty for the installation's number.");
    }
    find(caller, id, LockModeType.PESSIMISTIC_WRITE).limit(resolvesPerMinute);
    auditTrail.record(
        caller,
        Action.ENTITY_LIMITED,
        new Target("entity", id.value()),
        resolvesPerMinute == null ? "the usual rate" : resolvesPerMinute + " reads a minute");
  }
}
