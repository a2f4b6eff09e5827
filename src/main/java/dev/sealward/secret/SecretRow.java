package dev.sealward.secret;

import dev.sealward.access.Asset;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.store.Place;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A secret's metadata. */
@Entity
@Table(name = "secret")
@Access(AccessType.FIELD)
class SecretRow {
  @Id private UUID id;

  private String tenant;
  private String workspace;

  @Enumerated(EnumType.STRING)
  private Environment environment;

  private String provider;
  private String name;

  @Enumerated(EnumType.STRING)
  @Column(name = "secret_type")
  private SecretType type;

  private String description;

  @Enumerated(EnumType.STRING)
  private SecretState state;

  @Column(name = "active_version")
  private int activeVersion;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "last_rotated_at")
  private Instant lastRotatedAt;

  @Column(name = "expires_at")
  private @Nullable Instant expiresAt;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected SecretRow() {}

  SecretRow(
      Scope scope,
      SecretName name,
      SecretType type,
      String description,
      @Nullable Instant expiresAt,
      Instant now,
      String by) {
    this.id = UUID.randomUUID();
    this.tenant = scope.tenant().value();
    this.workspace = scope.workspace().value();
    this.environment = scope.environment();
    this.provider = scope.provider().value();
    this.name = name.value();
    this.type = type;
    this.description = description;
    this.state = SecretState.ACTIVE;
    this.expiresAt = expiresAt;
    this.createdAt = now;
    this.createdBy = by;
    this.lastRotatedAt = now;
  }

  UUID id() {
    return id;
  }

  Scope scope() {
    return new Scope(
        TenantId.of(tenant), WorkspaceId.of(workspace), environment, ProviderId.of(provider));
  }

  /** What policies about it are checked on. */
  Asset asset() {
    return Asset.secret(id.toString(), scope());
  }

  SecretRef ref() {
    return SecretRef.of(scope(), SecretName.of(name));
  }

  String description() {
    return description;
  }

  Instant createdAt() {
    return createdAt;
  }

  /** Where its envelopes belong in a store. */
  Place place() {
    return new Place(SecretId.of(id), scope(), SecretName.of(name));
  }

  SecretType type() {
    return type;
  }

  int activeVersion() {
    return activeVersion;
  }

  /** The state as of {@code now}: an end that has passed counts without anybody writing it down. */
  SecretState state(Instant now) {
    return state == SecretState.ACTIVE && expiresAt != null && !now.isBefore(expiresAt)
        ? SecretState.EXPIRED
        : state;
  }

  /** Makes a version the active one. */
  void activate(int version, Instant at) {
    activeVersion = version;
    lastRotatedAt = at;
  }

  void revoke() {
    state = SecretState.REVOKED;
  }

  /**
   * @param keyVersion of the active version
   */
  SecretView view(Instant now, int keyVersion) {
    return new SecretView(
        SecretId.of(id),
        ref(),
        type,
        description,
        state(now),
        activeVersion,
        keyVersion,
        createdAt,
        createdBy,
        lastRotatedAt,
        expiresAt);
  }
}
