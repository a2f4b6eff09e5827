package dev.sealward.run;

import dev.sealward.kernel.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much an event matters, as its runner sees it. Text form: the lower-case name. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR;

  /** Parses the text form; null is {@link #INFO}. */
  public static LogLevel parse(@Nullable String text) {
    if (text == null) {
      return INFO;
    }
    for (LogLevel level : values()) {
      if (level.text().equals(text)) {
        return level;
      }
    }
    throw Refused.field(
        "level",
        "LEVEL_INVALID",
        "A level is trace, debug, info, warn or error.",
        "Send one of the five, or leave it out for info.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
