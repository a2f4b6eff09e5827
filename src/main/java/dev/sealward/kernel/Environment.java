package dev.sealward.kernel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a secret is meant to be used. Text form: the lower-case name. */
public enum Environment {
  DEV,
  STAGING,
  PRODUCTION;

  /** Parses {@code dev}, {@code staging} or {@code production}. */
  public static Environment parse(@Nullable String text) {
    for (Environment environment : values()) {
      if (environment.text().equals(text)) {
        return environment;
      }
    }
    throw Refused.field(
        "environment",
        "ENVIRONMENT_INVALID",
        "An environment is dev, staging or production.",
        "Choose one of the three.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
