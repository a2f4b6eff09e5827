package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
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

/** A numbered master-key version: what recognises the key, never the key. */
@Entity
@Table(name = "key_version")
@Access(AccessType.FIELD)
class KeyVersionRow {
  static final String ACTIVE = "active";
  static final String ALGORITHM = "AES-256-GCM";

  @Id private int number;

  @Enumerated(EnumType.STRING)
  private KeySource source;

  private String state;
  private String algorithm;

  @Column(name = "check_value")
  private byte[] checkValue;

  private @Nullable String derivation;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

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
    this.state = ACTIVE;
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

  MasterKeySource.Recorded recorded() {
    return new MasterKeySource.Recorded(number, derivation, KeyCheck.stored(checkValue));
  }

  KeyVersionView view() {
    return new KeyVersionView(number, source, state, algorithm, createdAt, createdBy);
  }
}
