package dev.sealward.kernel;

import java.util.Locale;

/** What a person may be; a person holds one or more. Text form: the lower-case name. */
public enum Role {
  ADMIN,
  OPERATOR,
  SECURITY_LEAD,
  VIEWER;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
