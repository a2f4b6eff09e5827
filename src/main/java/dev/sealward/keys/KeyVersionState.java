package dev.sealward.keys;

import java.util.Locale;

/** Where a master-key version stands in its life. Text form: the lower-case name. */
public enum KeyVersionState {
  /** New envelopes are sealed under it. */
  ACTIVE,
  /** Replaced; it still opens what is not re-wrapped yet. */
  ROTATED,
  /** Destroyed; nothing opens under it any more. */
  REVOKED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
