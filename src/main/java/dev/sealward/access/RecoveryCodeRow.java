package dev.sealward.access;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A recovery code of a person, as its digest. */
@Entity
@Table(name = "recovery_code")
@Access(AccessType.FIELD)
class RecoveryCodeRow {
  @Id private UUID id;

  private String tenant;
  private UUID person;
  private byte[] digest;

  @Column(name = "used_at")
  private @Nullable Instant usedAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected RecoveryCodeRow() {}

  RecoveryCodeRow(UUID person, String tenant, byte[] digest) {
    this.id = UUID.randomUUID();
    this.tenant = tenant;
    this.person = person;
    this.digest = digest.clone();
  }

  byte[] digest() {
    return digest.clone();
  }

  void use(Instant now) {
    usedAt = now;
  }

  boolean isUsed() {
    return usedAt != null;
  }

  @Override
  public String toString() {
    return "RecoveryCodeRow[" + id + ", of " + tenant + "/" + person + "]";
  }
}
