package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One entity's level on one thing. */
@Entity
@Table(name = "policy")
@Access(AccessType.FIELD)
class PolicyRow {
  @Id private UUID id;

  private String tenant;
  private String entity;

  @Column(name = "target_kind")
  private String targetKind;

  @Column(name = "target_id")
  private String targetId;

  @Enumerated(EnumType.STRING)
  @Column(name = "grant_level")
  private Level level;

  private String reason;

  @Column(name = "granted_by")
  private String grantedBy;

  @Column(name = "granted_at")
  private Instant grantedAt;

  @Column(name = "expires_at")
  private @Nullable Instant expiresAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected PolicyRow() {}

  PolicyRow(
      String tenant,
      EntityId entity,
      Target target,
      Level level,
      String reason,
      String grantedBy,
      Instant grantedAt,
      @Nullable Instant expiresAt) {
    this.id = UUID.randomUUID();
    this.tenant = tenant;
    this.entity = entity.value();
    this.targetKind = target.kind();
    this.targetId = target.id();
    this.level = level;
    this.reason = reason;
    this.grantedBy = grantedBy;
    this.grantedAt = grantedAt;
    this.expiresAt = expiresAt;
  }

  UUID id() {
    return id;
  }

  String entity() {
    return entity;
  }

  Target target() {
    return new Target(targetKind, targetId);
  }

  Level level() {
    return level;
  }

  /** Lets it end at a moment. */
  void endAt(Instant end) {
    expiresAt = end;
  }

  PolicyView view() {
    return new PolicyView(
        id, EntityId.of(entity), target(), level, grantedBy, reason, grantedAt, expiresAt);
  }
}
