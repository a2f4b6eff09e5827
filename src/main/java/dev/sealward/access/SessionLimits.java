package dev.sealward.access;

import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How long a session lasts.
 *
 * @param idle how long after the last page that was asked for
 * @param absolute how long after signing in, whatever happens
 */
public record SessionLimits(Duration idle, Duration absolute) {
  public static final Duration SHORTEST = Duration.ofMinutes(1);
  public static final Duration LONGEST_IDLE = Duration.ofHours(12);
  public static final Duration LONGEST = Duration.ofDays(7);

  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration ABSOLUTE = Duration.ofHours(12);

  /** What is configured out of bounds counts as the nearest bound. */
  public SessionLimits {
    idle = within(idle, LONGEST_IDLE);
    absolute = within(absolute, LONGEST);
  }

  /** {@code sealward.session.idle} and {@code sealward.session.absolute}. */
  static SessionLimits of(@Nullable Config config) {
    return config == null
        ? new SessionLimits(IDLE, ABSOLUTE)
        : new SessionLimits(
            config.getOptionalValue("sealward.session.idle", Duration.class).orElse(IDLE),
            config.getOptionalValue("sealward.session.absolute", Duration.class).orElse(ABSOLUTE));
  }

  boolean isOver(Instant signedInAt, Instant lastSeenAt, Instant now) {
    return !now.isBefore(signedInAt.plus(absolute)) || !now.isBefore(lastSeenAt.plus(idle));
  }

  private static Duration within(Duration asked, Duration longest) {
    if (asked.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return asked.compareTo(longest) > 0 ? longest : asked;
  }
}
