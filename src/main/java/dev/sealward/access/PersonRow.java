package dev.sealward.access;

import dev.sealward.kernel.Role;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Somebody who signs in. */
@Entity
@Table(name = "person")
@Access(AccessType.FIELD)
class PersonRow {
  @Id private UUID id;

  private String tenant;
  private String name;

  @Column(name = "display_name")
  private String displayName;

  @Column(name = "password_hash")
  private String passwordHash;

  private String roles;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "last_signed_in_at")
  private @Nullable Instant lastSignedInAt;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected PersonRow() {}

  PersonRow(
      String tenant,
      String name,
      String displayName,
      String passwordHash,
      Set<Role> roles,
      Instant createdAt,
      String createdBy) {
    this.id = UUID.randomUUID();
    this.tenant = tenant;
    this.name = name;
    this.displayName = displayName;
    this.passwordHash = passwordHash;
    this.roles = roles.stream().map(Role::name).sorted().collect(Collectors.joining(","));
    this.createdAt = createdAt;
    this.createdBy = createdBy;
  }

  String tenant() {
    return tenant;
  }

  String name() {
    return name;
  }

  String passwordHash() {
    return passwordHash;
  }

  Set<Role> roles() {
    Set<Role> held = EnumSet.noneOf(Role.class);
    Arrays.stream(roles.split(",")).map(Role::valueOf).forEach(held::add);
    return held;
  }

  void signedIn(Instant at) {
    lastSignedInAt = at;
  }

  void rehash(String hash) {
    passwordHash = hash;
  }

  @Override
  public String toString() {
    return "PersonRow[" + name + "]";
  }
}
