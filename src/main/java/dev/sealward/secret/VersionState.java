package dev.sealward.secret;

import java.util.Locale;

/** A version's life: pending, active, superseded (readable while its overlap lasts), destroyed. */
public enum VersionState {
  PENDING,
  ACTIVE,
  SUPERSEDED,
  DESTROYED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
