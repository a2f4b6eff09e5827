package dev.sealward.access;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Whom a second factor is demanded of. */
public enum SecondFactorDemand {
  NOBODY(EnumSet.noneOf(Role.class)),
  ADMINS(EnumSet.of(Role.ADMIN)),
  ADMINS_AND_LEADS(EnumSet.of(Role.ADMIN, Role.SECURITY_LEAD)),
  EVERYBODY(EnumSet.allOf(Role.class));

  private final Set<Role> roles;

  SecondFactorDemand(Set<Role> roles) {
    this.roles = Set.copyOf(roles);
  }

  /** Whether somebody with these roles needs one. */
  boolean covers(Set<Role> held) {
    return this == EVERYBODY || held.stream().anyMatch(roles::contains);
  }

  /** The text form, as forms and rows hold it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static SecondFactorDemand parse(String text) {
    for (SecondFactorDemand demand : values()) {
      if (demand.text().equals(text)) {
        return demand;
      }
    }
    throw Refused.field(
        "demand",
        "DEMAND_UNKNOWN",
        "A second factor is demanded of nobody, admins, admins_and_leads or everybody.",
        "Choose one of them.");
  }
}
