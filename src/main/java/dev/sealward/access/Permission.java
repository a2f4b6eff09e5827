package dev.sealward.access;

import static dev.sealward.kernel.Role.ADMIN;
import static dev.sealward.kernel.Role.OPERATOR;
import static dev.sealward.kernel.Role.SECURITY_LEAD;
import static dev.sealward.kernel.Role.VIEWER;

import dev.sealward.kernel.Role;
import java.util.Set;

/** What a person may do, by role. Nobody may read a value: there is no permission for it. */
public enum Permission {
  SEE_METADATA(ADMIN, OPERATOR, SECURITY_LEAD, VIEWER),
  SEE_RUNS(ADMIN, OPERATOR, SECURITY_LEAD, VIEWER),
  MANAGE_SECRETS(OPERATOR),
  REVOKE_SECRETS(OPERATOR, SECURITY_LEAD),
  MANAGE_ENTITIES(OPERATOR, ADMIN),
  GRANT_ACCESS(OPERATOR),
  GRANT_ADMIN_LEVEL(ADMIN),
  TAKE_ACCESS_AWAY(OPERATOR, SECURITY_LEAD),
  MANAGE_PROJECTS(OPERATOR, ADMIN),
  SEE_AUDIT(SECURITY_LEAD, ADMIN),
  SEE_ALERTS(SECURITY_LEAD, ADMIN, OPERATOR),
  ACKNOWLEDGE_ALERTS(SECURITY_LEAD, ADMIN, OPERATOR),
  MANAGE_KEYS(ADMIN),
  MANAGE_BACKUP(ADMIN),
  MANAGE_PEOPLE(ADMIN),
  SEE_REDACTION(SECURITY_LEAD, ADMIN, OPERATOR),
  MANAGE_REDACTION(ADMIN);

  private final Set<Role> roles;

  Permission(Role... roles) {
    this.roles = Set.of(roles);
  }

  /** Whether any of these roles holds it. */
  public boolean isHeldBy(Set<Role> held) {
    return held.stream().anyMatch(roles::contains);
  }
}
