package dev.sealward.run;

import dev.sealward.run.content.ContentKind;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/** An artifact's row; written once, never changed. Its bytes are a file named by its id. */
@Entity
@Table(name = "artifact")
@Cacheable(false)
@Access(AccessType.FIELD)
class ArtifactRow {
  @Id private UUID id;

  @Column(name = "run_id")
  private UUID runId;

  private String name;

  @Column(name = "stored_at")
  private Instant storedAt;

  @Column(name = "stored_by")
  private String storedBy;

  @Enumerated(EnumType.STRING)
  private ContentKind kind;

  @Column(name = "media_type")
  private String mediaType;

  private long bytes;
  private byte[] sha256;
  private long masked;
  private int members;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected ArtifactRow() {}

  ArtifactRow(UUID runId, ArtifactName name, MaskedFile file, String storedBy, Instant storedAt) {
    this.id = file.id();
    this.runId = runId;
    this.name = name.value();
    this.storedAt = storedAt;
    this.storedBy = storedBy;
    this.kind = file.content().kind();
    this.mediaType = name.mediaType(file.content());
    this.bytes = file.bytes();
    this.sha256 = file.sha256();
    this.masked = file.content().masked();
    this.members = file.content().members();
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  boolean holds(MaskedFile file) {
    return bytes == file.bytes() && MessageDigest.isEqual(sha256, file.sha256());
  }

  ArtifactView view() {
    return new ArtifactView(
        id,
        name,
        kind,
        mediaType,
        bytes,
        HexFormat.of().formatHex(sha256),
        masked,
        members,
        storedBy,
        storedAt);
  }
}
