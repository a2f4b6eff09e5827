package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Reach;
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
import java.util.Set;
import java.util.UUID;

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
      String tenant,
      String workspace,
      String name,
      EntityKind kind,
      String description,
      Instant createdAt,
      String createdBy) {
    this.id = UUID.randomUUID();
    this.tenant = tenant;
    this.workspace = workspace;
    this.name = name;
    this.kind = kind;
    this.description = description;
    this.createdAt = createdAt;
    this.createdBy = createdBy;
  }

  String workspace() {
    return workspace;
  }

  /** How far it reaches: its own workspace. */
  Reach reach() {
    return Reach.of(Set.of(WorkspaceId.of(workspace)));
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
