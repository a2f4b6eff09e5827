package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.crypto.ScryptParameters;
import dev.sealward.kernel.Remedy;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A numbered master-key version: what recognises the key, and, once it is rotated, the key itself
 * sealed under the active version.
 */
@Entity
@Table(name = "key_version")
@Access(AccessType.FIELD)
class KeyVersionRow {
  static final String ALGORITHM = "AES-256-GCM";

  @Id private int number;

  @Enumerated(EnumType.STRING)
  private KeySource source;

  @Enumerated(EnumType.STRING)
  private KeyVersionState state;

  private String algorithm;

  @Column(name = "check_value")
  private byte[] checkValue;

  private @Nullable String derivation;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "wrapped_key")
  private byte @Nullable [] wrappedKey;

  private byte @Nullable [] escrow;

  @Column(name = "rotated_to")
  private @Nullable Integer rotatedTo;

  @Column(name = "rotated_at")
  private @Nullable Instant rotatedAt;

  @Column(name = "rotated_by")
  private @Nullable String rotatedBy;

  @Column(name = "retired_at")
  private @Nullable Instant retiredAt;

  @Column(name = "destroyed_at")
  private @Nullable Instant destroyedAt;

  @Column(name = "destroyed_by")
  private @Nullable String destroyedBy;

  @Column(name = "forgotten_at")
  private @Nullable Instant forgottenAt;

  @Column(name = "reminded_at")
  private @Nullable Instant remindedAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected KeyVersionRow() {}

  KeyVersionRow(
      int number,
      KeySource source,
      byte[] checkValue,
      @Nullable String derivation,
      Instant createdAt,
      String createdBy) {
    this.number = number;
    this.source = source;
    this.state = KeyVersionState.ACTIVE;
    this.algorithm = ALGORITHM;
    this.checkValue = checkValue.clone();
    this.derivation = derivation;
    this.createdAt = createdAt;
    this.createdBy = createdBy;
  }

  int number() {
    return number;
  }

  KeySource source() {
    return source;
  }

  KeyVersionState state() {
    return state;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant rotatedAt() {
    return rotatedAt;
  }

  boolean isRetired() {
    return retiredAt != null;
  }

  /** Destroyed here, and no node's source has forgotten it yet. */
  boolean isToForget() {
    return state == KeyVersionState.REVOKED && forgottenAt == null;
  }

  /**
   * Destroyed by this installation, so that whatever a source keeps of it is this installation's.
   * What came with a restored backup counts as forgotten from the time it was made on.
   */
  boolean isDestroyedHere() {
    return isToForget()
        || (state == KeyVersionState.REVOKED
            && forgottenAt != null
            && destroyedAt != null
            && !forgottenAt.isBefore(destroyedAt));
  }

  @Nullable String derivation() {
    return derivation;
  }

  byte[] checkValue() {
    return checkValue.clone();
  }

  String createdBy() {
    return createdBy;
  }

  MasterKeySource.Recorded recorded() {
    return new MasterKeySource.Recorded(number, derivation, KeyCheck.stored(checkValue));
  }

  byte @Nullable [] wrappedKey() {
    return wrappedKey == null ? null : wrappedKey.clone();
  }

  byte @Nullable [] escrow() {
    return escrow == null ? null : escrow.clone();
  }

  void replacedBy(int next, Instant at, String by) {
    state = KeyVersionState.ROTATED;
    rotatedTo = next;
    rotatedAt = at;
    rotatedBy = by;
  }

  /** Keeps the key sealed under the active version. */
  void wrap(byte[] sealed) {
    wrappedKey = sealed.clone();
  }

  /** Keeps the key sealed to the recovery key. */
  void escrow(byte @Nullable [] sealed) {
    escrow = sealed == null ? null : sealed.clone();
  }

  void retire(Instant at) {
    retiredAt = at;
  }

  /** Nothing of the key is left in the row. */
  void destroy(Instant at, String by) {
    state = KeyVersionState.REVOKED;
    wrappedKey = null;
    escrow = null;
    destroyedAt = at;
    destroyedBy = by;
  }

  /** A clock that is behind the one that destroyed it does not count. */
  void forgotten(Instant at) {
    forgottenAt = destroyedAt != null && at.isBefore(destroyedAt) ? destroyedAt : at;
  }

  /** Whether nobody was reminded of its age yet; from now on somebody was. */
  boolean remind(Instant at) {
    if (remindedAt != null) {
      return false;
    }
    remindedAt = at;
    return true;
  }

  /** What to do when this, the newest version, should be the active one and is not. */
  Remedy notActive() {
    return Remedy.of(
        "KEY_NONE_ACTIVE",
        "No version of the master key is active: somebody changed the table key_version.",
        "Set the column state in the row of version "
            + number
            + " back to ACTIVE, or restore the database from a backup; then unlock here or start"
            + " Sealward again.");
  }

  KeyVersionView view() {
    return new KeyVersionView(
        number,
        source,
        state,
        algorithm,
        createdAt,
        createdBy,
        rotatedTo,
        rotatedAt,
        rotatedBy,
        retiredAt,
        destroyedAt,
        destroyedBy,
        escrow != null,
        source == KeySource.PASSPHRASE
            && derivation != null
            && ScryptParameters.parse(derivation).isOutdated());
  }
}
