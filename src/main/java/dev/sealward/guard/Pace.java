package dev.sealward.guard;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often within a minute one caller may do what costs much. Bounded; thread-safe. */
final class Pace {
  private static final int MAX_CALLERS = 10_000;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private record Window(Instant since, int count) {}

  private final Clock clock;
  private final int most;

  private final Map<String, Window> byCaller =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MAX_CALLERS;
        }
      };

  Pace(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** Counts this time, or refuses it. */
  synchronized void require(Caller caller) {
    Instant now = clock.instant();
    Window window = byCaller.getOrDefault(caller.tenant() + "/" + caller.id(), new Window(now, 0));
    if (!now.isBefore(window.since().plus(WINDOW))) {
      window = new Window(now, 0);
    }
    if (window.count() >= most) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "TOO_OFTEN",
              "This may be done " + most + " times a minute.",
              "Wait a minute, then go on."));
    }
    byCaller.put(
        caller.tenant() + "/" + caller.id(), new Window(window.since(), window.count() + 1));
  }
}
