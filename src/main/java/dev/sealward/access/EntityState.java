package dev.sealward.access;

import java.util.Locale;

/** Whether an entity may call. Text form: the lower-case name. */
public enum EntityState {
  ENABLED,
  /** Its tokens are refused until it is enabled again. */
  DISABLED,
  /** All its tokens have ended for good; the name stays taken, since records name it. */
  RETIRED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
