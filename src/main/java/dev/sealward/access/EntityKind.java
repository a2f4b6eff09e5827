package dev.sealward.access;

import dev.sealward.kernel.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an entity is. Text form: the lower-case name. */
public enum EntityKind {
  SKILL,
  TOOL,
  AGENT,
  ADAPTER;

  /** Parses the lower-case name. */
  public static EntityKind parse(@Nullable String text) {
    for (EntityKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw Refused.field(
        "kind",
        "KIND_INVALID",
        "An entity is a skill, tool, agent or adapter.",
        "Choose one of them.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
