package dev.sealward.secret;

import java.util.Locale;

/** The state of a secret as a whole. */
public enum SecretState {
  ACTIVE,
  /** The value is destroyed; the metadata stays. */
  REVOKED,
  /** Past its end; not released any more. */
  EXPIRED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
