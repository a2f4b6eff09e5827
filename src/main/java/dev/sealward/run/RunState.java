package dev.sealward.run;

import dev.sealward.kernel.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far a run is. Text form: the lower-case name. */
public enum RunState {
  /** Takes events. */
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Parses a state a run can end in: {@code succeeded}, {@code failed} or {@code cancelled}. */
  public static RunState parseEnd(@Nullable String text) {
    for (RunState state : values()) {
      if (state != RUNNING && state.text().equals(text)) {
        return state;
      }
    }
    throw notAnEnd();
  }

  static Refused notAnEnd() {
    return Refused.field(
        "state",
        "RUN_STATE_INVALID",
        "A run ends succeeded, failed or cancelled.",
        "Send one of the three.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
