package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  @Column(name = "last_address")
  private @Nullable String lastAddress;

  @Column(name = "earlier_signed_in_at")
  private @Nullable Instant earlierSignedInAt;

  @Column(name = "earlier_address")
  private @Nullable String earlierAddress;

  @Column(name = "session_epoch")
  private long sessionEpoch = 1;

  @Column(name = "must_change_password")
  private boolean mustChangePassword;

  @Column(name = "disabled_at")
  private @Nullable Instant disabledAt;

  @ElementCollection
  @CollectionTable(name = "person_workspace", joinColumns = @JoinColumn(name = "person"))
  @Column(name = "workspace")
  private Set<String> workspaces = new HashSet<>();

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
    this.roles = text(roles);
    this.createdAt = createdAt;
    this.createdBy = createdBy;
  }

  UUID id() {
    return id;
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
    return roles(roles);
  }

  /** The roles in a column. */
  static Set<Role> roles(String column) {
    Set<Role> held = EnumSet.noneOf(Role.class);
    Arrays.stream(column.split(",")).map(Role::valueOf).forEach(held::add);
    return held;
  }

  private static String text(Set<Role> roles) {
    return roles.stream().map(Role::name).sorted().collect(Collectors.joining(","));
  }

  Standing standing() {
    Set<WorkspaceId> given = workspaces.stream().map(WorkspaceId::of).collect(Collectors.toSet());
    return new Standing(sessionEpoch, disabledAt == null, mustChangePassword, roles(), given);
  }

  /** The person as somebody who has proved who they are. */
  Admission admission(String address, UUID correlationId) {
    Standing standing = standing();
    Caller caller =
        standing.caller(TenantId.of(tenant), name, standing.home(), address, correlationId);
    return new Admission(caller, sessionEpoch, mustChangePassword, true);
  }

  /** Whether one of the last two times they signed in was from this address. */
  boolean wasAt(String address) {
    String place = AddressKey.of(address);
    return Stream.of(lastAddress, earlierAddress)
        .anyMatch(known -> known != null && AddressKey.of(known).equals(place));
  }

  void signedIn(Instant at, String address) {
    earlierSignedInAt = lastSignedInAt;
    earlierAddress = lastAddress;
    lastSignedInAt = at;
    lastAddress = address;
  }

  void rehash(String hash) {
    passwordHash = hash;
  }

  /** Takes a password of the person's own choice; all sessions end. */
  void choosePassword(String hash) {
    passwordHash = hash;
    mustChangePassword = false;
    endSessions();
  }

  /** Takes a password somebody else has seen, to be changed first; all sessions end. */
  void resetPassword(String hash) {
    passwordHash = hash;
    mustChangePassword = true;
    endSessions();
  }

  void endSessions() {
    sessionEpoch++;
  }

  void rename(String shown) {
    displayName = shown;
  }

  void be(Set<Role> newRoles, Set<WorkspaceId> in) {
    roles = text(newRoles);
    workspaces = in.stream().map(WorkspaceId::value).collect(Collectors.toSet());
  }

  void disable(Instant at) {
    disabledAt = at;
    endSessions();
  }

  void enable() {
    disabledAt = null;
  }

  String displayName() {
    return displayName;
  }

  boolean isEnabled() {
    return disabledAt == null;
  }

  PersonView view() {
    Set<Role> held = roles();
    return new PersonView(
        name,
        displayName,
        held.stream().sorted().toList(),
        Standing.isTenantWide(held),
        workspaces.stream().sorted().map(WorkspaceId::of).toList(),
        isEnabled(),
        mustChangePassword,
        createdAt,
        createdBy,
        lastSignedInAt,
        lastAddress,
        earlierSignedInAt,
        earlierAddress);
  }

  @Override
  public String toString() {
    return "PersonRow[" + name + "]";
  }
}
