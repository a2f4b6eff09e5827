package dev.sealward.access;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account at an OpenID provider that may enter as a person. */
@Entity
@Table(name = "person_link")
@Access(AccessType.FIELD)
class PersonLinkRow {
  @Id private UUID id;

  private String tenant;
  private UUID person;
  private String issuer;
  private @Nullable String subject;
  private @Nullable String email;

  @Column(name = "account_name")
  private String accountName;

  @Column(name = "linked_at")
  private Instant linkedAt;

  @Column(name = "linked_by")
  private String linkedBy;

  @Column(name = "last_used_at")
  private @Nullable Instant lastUsedAt;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected PersonLinkRow() {}

  PersonLinkRow(
      PersonRow person,
      String issuer,
      @Nullable String subject,
      @Nullable String email,
      String accountName,
      Instant linkedAt,
      String linkedBy) {
    this.id = UUID.randomUUID();
    this.tenant = person.tenant();
    this.person = person.id();
    this.issuer = issuer;
    this.subject = subject;
    this.email = email;
    this.accountName = accountName;
    this.linkedAt = linkedAt;
    this.linkedBy = linkedBy;
  }

  UUID id() {
    return id;
  }

  UUID person() {
    return person;
  }

  /** Somebody entered by it; from the first time on the subject alone counts. */
  void used(String provenSubject, String name, Instant at) {
    subject = provenSubject;
    accountName = name;
    lastUsedAt = at;
  }

  PersonLinkView view(String personName) {
    return new PersonLinkView(
        id.toString(),
        personName,
        issuer,
        Optional.ofNullable(subject),
        Optional.ofNullable(email),
        accountName,
        linkedAt,
        linkedBy,
        Optional.ofNullable(lastUsedAt));
  }
}
