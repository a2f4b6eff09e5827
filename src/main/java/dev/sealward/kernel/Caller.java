package dev.sealward.kernel;

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
 */
public record Caller(
    Kind kind,
    String id,
    TenantId tenant,
    WorkspaceId workspace,
    Set<Role> roles,
    String address,
    UUID correlationId) {

  /** Kinds of principal. */
  public enum Kind {
    PERSON,
    ENTITY,
    SYSTEM
  }

  public Caller {
    roles = Set.copyOf(roles);
  }

  /** Sealward acting on its own: start-up, sweepers, set-up before there is a person. */
  public static Caller system(String part, TenantId tenant, WorkspaceId workspace) {
    return new Caller(Kind.SYSTEM, part, tenant, workspace, Set.of(), "local", UUID.randomUUID());
  }

  /** The same caller under another correlation id. */
  public Caller under(UUID otherCorrelationId) {
    return new Caller(kind, id, tenant, workspace, roles, address, otherCorrelationId);
  }

  public boolean isPerson() {
    return kind == Kind.PERSON;
  }

  public boolean isEntity() {
    return kind == Kind.ENTITY;
  }
}
