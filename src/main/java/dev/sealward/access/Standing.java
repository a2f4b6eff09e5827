package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * How a person stands at this moment.
 *
 * <p>Guarantee: who is disabled, or has to choose a password first, holds no role and reaches
 * nothing.
 *
 * @param epoch changes when all sessions of the person end
 * @param workspaces those they were given; roles that reach the whole tenant need none
 */
record Standing(
    long epoch,
    boolean enabled,
    boolean mustChangePassword,
    Set<Role> roles,
    Set<WorkspaceId> workspaces) {
  private static final WorkspaceId DEFAULT = WorkspaceId.of("default");
  private static final Set<Role> TENANT_WIDE = EnumSet.of(Role.ADMIN, Role.SECURITY_LEAD);

  Standing {
    boolean working = enabled && !mustChangePassword;
    roles = working ? Set.copyOf(roles) : Set.of();
    workspaces = working ? Set.copyOf(workspaces) : Set.of();
  }

  /** Whether these roles reach all workspaces of their tenant, those to come as well. */
  static boolean isTenantWide(Set<Role> roles) {
    return roles.stream().anyMatch(TENANT_WIDE::contains);
  }

  Reach reach() {
    return isTenantWide(roles) ? Reach.tenantWide() : Reach.of(workspaces);
  }

  /** Where they work until they choose: the default workspace if they reach it. */
  WorkspaceId home() {
    return reach().covers(DEFAULT)
        ? DEFAULT
        : workspaces.stream().min(Comparator.comparing(WorkspaceId::value)).orElse(DEFAULT);
  }

  /** The person as a caller who works in {@code chosen}, or at home when that is out of reach. */
  Caller caller(
      TenantId tenant, String name, WorkspaceId chosen, String address, UUID correlationId) {
    Reach reach = reach();
    WorkspaceId workspace = reach.covers(chosen) ? chosen : home();
    return new Caller(Caller.Kind.PERSON, name, tenant, workspace, roles, address, correlationId)
        .within(reach);
  }
}
