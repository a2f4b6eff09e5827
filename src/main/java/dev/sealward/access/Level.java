package dev.sealward.access;

import dev.sealward.kernel.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much a policy allows; each level includes those before it. On a secret: read its value; store
 * and rotate; revoke and grant. On a project: read its runs; create runs and append events; all of
 * it.
 */
public enum Level {
  READ,
  WRITE,
  ADMIN;

  /** Parses the lower-case name. */
  public static Level parse(@Nullable String text) {
    for (Level level : values()) {
      if (level.text().equals(text)) {
        return level;
      }
    }
    throw Refused.field(
        "level", "LEVEL_INVALID", "A level is read, write or admin.", "Choose one of them.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean includes(Level wanted) {
    return compareTo(wanted) >= 0;
  }
}
