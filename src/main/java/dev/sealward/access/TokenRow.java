package dev.sealward.access;

import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A machine token: its hash, never itself. */
@Entity
@Table(name = "machine_token")
@Access(AccessType.FIELD)
class TokenRow {
  /** How exact "last used" is; finer would cost a write for every call. */
  private static final Duration USE_GRAIN = Duration.ofMinutes(1);

  @Id private String id;

  private String tenant;
  private String entity;
  private String label;

  @Column(name = "token_hash")
  private byte[] tokenHash;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "expires_at")
  private @Nullable Instant expiresAt;

  @Column(name = "last_used_at")
  private @Nullable Instant lastUsedAt;

  @Column(name = "last_used_from")
  private @Nullable String lastUsedFrom;

  @Column(name = "revoked_at")
  private @Nullable Instant revokedAt;

  private String sources;
  private @Nullable String replaces;

  @Column(name = "replaced_by")
  private @Nullable String replacedBy;

  /** Of how many {@link TokenEndings} thresholds somebody was told, or need not be told. */
  private int warned;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected TokenRow() {}

  TokenRow(
      String id,
      TenantId tenant,
      EntityId entity,
      String label,
      byte[] tokenHash,
      Instant createdAt,
      String createdBy,
      @Nullable Instant expiresAt,
      SourceBounds sources) {
    this.id = id;
    this.tenant = tenant.value();
    this.entity = entity.value();
    this.label = label;
    this.tokenHash = tokenHash.clone();
    this.createdAt = createdAt;
    this.createdBy = createdBy;
    this.expiresAt = expiresAt;
    this.sources = sources.toString();
    this.warned = expiresAt == null ? 0 : TokenEndings.due(createdAt, expiresAt);
  }

  String id() {
    return id;
  }

  String label() {
    return label;
  }

  EntityId entity() {
    return EntityId.of(entity);
  }

  TenantId tenant() {
    return TenantId.of(tenant);
  }

  byte[] tokenHash() {
    return tokenHash.clone();
  }

  SourceBounds sources() {
    return SourceBounds.stored(sources);
  }

  @Nullable Instant expiresAt() {
    return expiresAt;
  }

  int warned() {
    return warned;
  }

  boolean isRevoked() {
    return revokedAt != null;
  }

  boolean isUsable(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  boolean needsUseNoted(Instant now) {
    return lastUsedAt == null || lastUsedAt.plus(USE_GRAIN).isBefore(now);
  }

  boolean revoke(Instant now) {
    if (revokedAt != null) {
      return false;
    }
    revokedAt = now;
    return true;
  }

  /** Takes the place of {@code old}, which works until {@code end} at the longest. */
  void replace(TokenRow old, Instant end) {
    replaces = old.id;
    old.replacedBy = id;
    if (old.expiresAt == null || old.expiresAt.isAfter(end)) {
      old.expiresAt = end;
    }
  }

  boolean isReplaced() {
    return replacedBy != null;
  }

  TokenView view() {
    return new TokenView(
        id,
        label,
        createdAt,
        createdBy,
        expiresAt,
        lastUsedAt,
        lastUsedFrom,
        revokedAt,
        sources().texts(),
        replaces,
        replacedBy);
  }

  @Override
  public String toString() {
    return "TokenRow[" + id + "]";
  }
}
