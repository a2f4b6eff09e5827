package dev.sealward.keys;

import dev.sealward.kernel.TenantId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A random key of Sealward's own, sealed by the ring. */
@Entity
@Table(name = "sealed_key")
@Access(AccessType.FIELD)
class SealedKeyRow {
  @Id private UUID id;

  private String tenant;
  private String purpose;
  private byte[] sealed;

  @Column(name = "key_version")
  private int keyVersion;

  @Column(name = "created_at")
  private Instant createdAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected SealedKeyRow() {}

  SealedKeyRow(
      UUID id, String tenant, String purpose, byte[] sealed, int keyVersion, Instant createdAt) {
    this.id = id;
    this.tenant = tenant;
    this.purpose = purpose;
    this.sealed = sealed.clone();
    this.keyVersion = keyVersion;
    this.createdAt = createdAt;
  }

  UUID id() {
    return id;
  }

  TenantId tenant() {
    return TenantId.of(tenant);
  }

  byte[] sealed() {
    return sealed.clone();
  }
}
