package dev.sealward.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who is acting, from where, and under which correlation id. Every face takes one; there is no call
 * without a caller.
 *
 * @param kind person, entity or Sealward itself
 * @param id a person's sign-in name, an entity's id, or the name of the part of Sealward that acts
 * @param tenant the tenant the caller belongs to
 * @param workspace the workspace the caller works in
 * @param roles a person's roles; empty for entities
 * @param address the remote address as text, {@code local} when there is none
 * @param correlationId ties together every record this call leaves behind
 * @param reach which workspaces and providers of the tenant the caller may touch at all
 * @param provenAt when a person last proved who they are, with all their factors; empty for others
 */
public record Caller(
    Kind kind,
    String id,
    TenantId tenant,
    WorkspaceId workspace,
    Set<Role> roles,
    String address,
    UUID correlationId,
    Reach reach,
    Optional<Instant> provenAt) {

  /** Kinds of principal. */
  public enum Kind {
    PERSON,
    ENTITY,
    SYSTEM
  }

  public Caller {
    roles = Set.copyOf(roles);
  }

  /** A caller that reaches the workspace it works in, and has proved nothing lately. */
  public Caller(
      Kind kind,
      String id,
      TenantId tenant,
      WorkspaceId workspace,
      Set<Role> roles,
      String address,
      UUID correlationId) {
    this(
        kind,
        id,
        tenant,
        workspace,
        roles,
        address,
        correlationId,
        Reach.of(Set.of(workspace)),
        Optional.empty());
  }

  /** Sealward acting on its own: start-up, sweepers, set-up before there is a person. */
  public static Caller system(String part, TenantId tenant, WorkspaceId workspace) {
    return new Caller(Kind.SYSTEM, part, tenant, workspace, Set.of(), "local", UUID.randomUUID())
        .within(Reach.tenantWide());
  }

  /** Somebody at a door, of whom nothing is known but the address; of no roles. */
  public static Caller unknown(String door, String address) {
    return new Caller(
        Kind.SYSTEM,
        door,
        TenantId.of("default"),
        WorkspaceId.of("default"),
        Set.of(),
        address,
        UUID.randomUUID());
  }

  /** The same caller under another correlation id. */
  public Caller under(UUID otherCorrelationId) {
    return new Caller(
        kind, id, tenant, workspace, roles, address, otherCorrelationId, reach, provenAt);
  }

  /** The same caller with another reach. */
  public Caller within(Reach other) {
    return new Caller(kind, id, tenant, workspace, roles, address, correlationId, other, provenAt);
  }

  /** The same person, who proved at {@code moment} who they are. */
  public Caller provenAt(Instant moment) {
    return new Caller(
        kind, id, tenant, workspace, roles, address, correlationId, reach, Optional.of(moment));
  }

  /** Whether who this is was proved no longer ago than {@code age}. */
  public boolean isProvenSince(Instant now, Duration age) {
    return provenAt.filter(moment -> moment.plus(age).isAfter(now)).isPresent();
  }

  public boolean isPerson() {
    return kind == Kind.PERSON;
  }

  public boolean isEntity() {
    return kind == Kind.ENTITY;
  }
}
