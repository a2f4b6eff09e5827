package dev.sealward.keys;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.MessageDigest;
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

  private byte[] tag;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected RecoveryKeyRow() {}

  RecoveryKeyRow(byte[] publicKey, byte[] tag, Instant now, String by) {
    this.id = ONLY;
    replace(publicKey, tag, now, by);
  }

  final void replace(byte[] newKey, byte[] newTag, Instant now, String by) {
    publicKey = newKey.clone();
    tag = newTag.clone();
    createdAt = now;
    createdBy = by;
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  /** Whether this is the tag of the public key. */
  boolean hasTag(byte[] expected) {
    return MessageDigest.isEqual(tag, expected);
  }

  Instant createdAt() {
    return createdAt;
  }

  String createdBy() {
    return createdBy;
  }
}
