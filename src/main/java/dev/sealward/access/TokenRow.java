package dev.sealward.access;

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

  @Column(name = "revoked_at")
  private @Nullable Instant revokedAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected TokenRow() {}

  TokenRow(
      String id,
      String tenant,
      String entity,
      String label,
      byte[] tokenHash,
      Instant createdAt,
      String createdBy,
      @Nullable Instant expiresAt) {
    this.id = id;
    this.tenant = tenant;
    this.entity = entity;
    this.label = label;
    this.tokenHash = tokenHash.clone();
    this.createdAt = createdAt;
    this.createdBy = createdBy;
    this.expiresAt = expiresAt;
  }

  String tenant() {
    return tenant;
  }

  String entity() {
    return entity;
  }

  byte[] tokenHash() {
    return tokenHash.clone();
  }

  boolean isUsable(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  boolean needsUseNoted(Instant now) {
    return lastUsedAt == null || lastUsedAt.plus(USE_GRAIN).isBefore(now);
  }

  void used(Instant now) {
    lastUsedAt = now;
  }

  boolean revoke(Instant now) {
    if (revokedAt != null) {
      return false;
    }
    revokedAt = now;
    return true;
  }

  TokenView view() {
    return new TokenView(id, label, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt);
  }

  @Override
  public String toString() {
    return "TokenRow[" + id + "]";
  }
}
