package dev.sealward.backup;

import java.util.Locale;

/** Who can open a backup. Text form: the lower-case name. */
public enum Protection {
  PASSPHRASE,
  RECOVERY,
  BOTH;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
