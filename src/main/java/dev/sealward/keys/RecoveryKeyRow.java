package dev.sealward.keys;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The public half of the recovery key; the other half is on somebody's paper. */
@Entity
@Table(name = "recovery_key")
@Access(AccessType.FIELD)
class RecoveryKeyRow {
  static final int ONLY = 1;

  @Id private int id;

  @Column(name = "public_key")
  private byte[] publicKey;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected RecoveryKeyRow() {}

  RecoveryKeyRow(byte[] publicKey, Instant now, String by) {
    this.id = ONLY;
    replace(publicKey, now, by);
  }

  final void replace(byte[] newKey, Instant now, String by) {
    publicKey = newKey.clone();
    createdAt = now;
    createdBy = by;
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  Instant createdAt() {
    return createdAt;
  }

  String createdBy() {
    return createdBy;
  }
}
