package dev.sealward.run;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A file that is to go unless an artifact comes to name it. */
@Entity
@Table(name = "artifact_garbage")
@Cacheable(false)
@Access(AccessType.FIELD)
class ArtifactGarbageRow {
  @Id
  @Column(name = "artifact_id")
  private UUID artifactId;

  @Column(name = "not_before")
  private Instant notBefore;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected ArtifactGarbageRow() {}

  ArtifactGarbageRow(UUID artifactId, Instant notBefore) {
    this.artifactId = artifactId;
    this.notBefore = notBefore;
  }

  UUID artifactId() {
    return artifactId;
  }

  void postpone(Instant until) {
    notBefore = until;
  }
}
