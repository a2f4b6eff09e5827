package dev.sealward.secret;

import dev.sealward.secret.store.StoreKind;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One version of a secret, and where its envelope is while it lives. */
@Entity
@Table(name = "secret_version")
@IdClass(VersionRow.Key.class)
@Access(AccessType.FIELD)
class VersionRow {
  private static final String NOTE_SEPARATOR = "\n";

  /** Primary key, as the persistence provider wants it. */
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    UUID secretId;
    int number;

    @SuppressWarnings("NullAway.Init") // filled by the persistence provider
    Key() {}

    Key(UUID secretId, int number) {
      this.secretId = secretId;
      this.number = number;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.secretId.equals(secretId) && key.number == number;
    }

    @Override
    public int hashCode() {
      return 31 * secretId.hashCode() + number;
    }
  }

  @Id
  @Column(name = "secret_id")
  private UUID secretId;

  @Id private int number;

  @Enumerated(EnumType.STRING)
  private VersionState state;

  /** The envelope itself, in the store that is this row. */
  private byte @Nullable [] ciphertext;

  private String store;

  // As text: the persistence provider cannot read an id that is not there.
  @Column(name = "blob_id")
  private @Nullable String blobId;

  /** How long the envelope is, wherever it is; unknown for what was outside when this came. */
  @Column(name = "sealed_bytes")
  private @Nullable Integer sealedBytes;

  @Column(name = "key_version")
  private int keyVersion;

  @Column(name = "masking_notes")
  private String maskingNotes;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "readable_until")
  private @Nullable Instant readableUntil;

  @Column(name = "destroyed_at")
  private @Nullable Instant destroyedAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected VersionRow() {}

  VersionRow(
      UUID secretId,
      int number,
      int keyVersion,
      List<String> maskingNotes,
      Instant now,
      String by) {
    this.secretId = secretId;
    this.number = number;
    this.state = VersionState.ACTIVE;
    this.store = StoreKind.DB.text();
    this.keyVersion = keyVersion;
    this.maskingNotes = String.join(NOTE_SEPARATOR, maskingNotes);
    this.createdAt = now;
    this.createdBy = by;
  }

  int number() {
    return number;
  }

  int keyVersion() {
    return keyVersion;
  }

  UUID secretId() {
    return secretId;
  }

  boolean isDestroyed() {
    return state == VersionState.DESTROYED;
  }

  List<String> maskingNotes() {
    return maskingNotes.isEmpty() ? List.of() : List.of(maskingNotes.split(NOTE_SEPARATOR));
  }

  /** Something else is not maskable now. */
  void notes(List<String> notes) {
    maskingNotes = String.join(NOTE_SEPARATOR, notes);
  }

  boolean isReadableAt(Instant now) {
    return state == VersionState.ACTIVE
        || (state == VersionState.SUPERSEDED
            && readableUntil != null
            && now.isBefore(readableUntil));
  }

  /** Where the envelope is kept. */
  StoreKind store() {
    return StoreKind.named(store).orElseThrow();
  }

  /** The envelope's id there; null when there is none any more. */
  @Nullable UUID blob() {
    return blobId == null ? null : UUID.fromString(blobId);
  }

  byte @Nullable [] ciphertext() {
    return ciphertext;
  }

  /** How long the envelope was when it was kept; null when that is unknown. */
  @Nullable Integer sealedBytes() {
    return sealedBytes;
  }

  /** Keeps the envelope in this row. */
  void hold(UUID blob, byte[] envelope) {
    sealedBytes = envelope.length;
    store = StoreKind.DB.text();
    blobId = blob.toString();
    ciphertext = envelope.clone();
  }

  /** The envelope, of so many bytes, is kept elsewhere. */
  void point(StoreKind elsewhere, UUID blob, int bytes) {
    sealedBytes = bytes;
    store = elsewhere.text();
    blobId = blob.toString();
    ciphertext = null;
  }

  /** The envelope is wrapped anew. */
  void rewrapped(int under) {
    keyVersion = under;
  }

  /** There is no envelope any more. */
  void letGo() {
    blobId = null;
    ciphertext = null;
  }

  void supersede(Instant until) {
    state = VersionState.SUPERSEDED;
    readableUntil = until;
  }

  /** Crypto-erasure: the wrapped data key and the ciphertext go together. */
  void destroy(Instant at) {
    state = VersionState.DESTROYED;
    letGo();
    readableUntil = null;
    destroyedAt = at;
  }

  VersionView view() {
    return new VersionView(
        number, state, keyVersion, createdAt, createdBy, readableUntil, destroyedAt);
  }
}
