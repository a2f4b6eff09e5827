package dev.sealward.secret;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sealed mask: what recognises one part of one version's value, and the number of the change that
 * added it.
 */
@Entity
@Table(name = "secret_mask")
@Access(AccessType.FIELD)
class MaskRow {
  @Id private UUID id;

  private String tenant;

  @Column(name = "secret_id")
  private UUID secretId;

  private int version;
  private byte[] sealed;

  @Column(name = "key_version")
  private int keyVersion;

  private long epoch;

  @Column(name = "retained_until")
  private @Nullable Instant retainedUntil;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected MaskRow() {}

  MaskRow(
      UUID id,
      String tenant,
      UUID secretId,
      int version,
      byte[] sealed,
      int keyVersion,
      long epoch) {
    this.id = id;
    this.tenant = tenant;
    this.secretId = secretId;
    this.version = version;
    this.sealed = sealed.clone();
    this.keyVersion = keyVersion;
    this.epoch = epoch;
  }

  UUID id() {
    return id;
  }

  VersionAt at() {
    return new VersionAt(secretId, version);
  }

  byte[] sealed() {
    return sealed.clone();
  }
}
