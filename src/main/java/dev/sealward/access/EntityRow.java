package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A skill, tool, agent or provider adapter. */
@Entity
@Table(name = "entity")
@Access(AccessType.FIELD)
class EntityRow {
  @Id private UUID id;

  private String tenant;
  private String workspace;
  private String name;

  @Enumerated(EnumType.STRING)
  private EntityKind kind;

  private String description;
  private @Nullable String provider;

  @Enumerated(EnumType.STRING)
  private EntityState state;

  @Column(name = "resolves_per_minute")
  private @Nullable Integer resolvesPerMinute;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected EntityRow() {}

  EntityRow(
      TenantId tenant,
      WorkspaceId workspace,
      EntityId name,
      EntityKind kind,
      String description,
      Optional<ProviderId> provider,
      Instant createdAt,
      String createdBy) {
    this.id = UUID.randomUUID();
    this.tenant = tenant.value();
    this.workspace = workspace.value();
    this.name = name.value();
    this.kind = kind;
    this.description = description;
    this.provider = provider.map(ProviderId::value).orElse(null);
    this.state = EntityState.ENABLED;
    this.createdAt = createdAt;
    this.createdBy = createdBy;
  }

  TenantId tenant() {
    return TenantId.of(tenant);
  }

  WorkspaceId workspace() {
    return WorkspaceId.of(workspace);
  }

  EntityId name() {
    return EntityId.of(name);
  }

  EntityState state() {
    return state;
  }

  @Nullable Integer resolvesPerMinute() {
    return resolvesPerMinute;
  }

  /** What its calls may touch at all. */
  Reach reach() {
    Reach own = Reach.of(Set.of(workspace()));
    return provider == null ? own : own.only(ProviderId.of(provider));
  }

  /** Changes whether it may call; false when it stood so already. */
  boolean become(EntityState wanted) {
    if (state == wanted) {
      return false;
    }
    if (state == EntityState.RETIRED) {
      throw Refused.conflict(
          "ENTITY_RETIRED", "This entity is retired for good.", "Register another one.");
    }
    state = wanted;
    return true;
  }

  void limit(@Nullable Integer resolves) {
    resolvesPerMinute = resolves;
  }

  EntityView view(TokenFacts tokens) {
    return new EntityView(
        name(),
        workspace(),
        provider == null ? null : ProviderId.of(provider),
        kind,
        state,
        description,
        createdAt,
        createdBy,
        resolvesPerMinute,
        tokens.active(),
        tokens.endless(),
        tokens.nextEnd(),
        tokens.lastUsedAt());
  }

  /** The entity as a caller, from nowhere: to decide for it what it would be answered. */
  Caller asCaller(UUID correlationId) {
    return new Caller(
            Caller.Kind.ENTITY,
            name,
            TenantId.of(tenant),
            WorkspaceId.of(workspace),
            Set.of(),
            "local",
            correlationId)
        .within(reach());
  }
}
