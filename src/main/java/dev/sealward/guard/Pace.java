package dev.sealward.guard;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.RecentMap;
import dev.sealward.kernel.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How often within a minute something may be done, by key: a minute begins with the first time and
 * the next one with the first time after its end. Bounded: the keys that were asked for least
 * recently are forgotten first, which lets them begin anew. Thread-safe.
 */
public final class Pace {
  private static final int MAX_KEYS = 10_000;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private record Window(Instant since, int count) {}

  private final Clock clock;
  private final int most;

  private final Map<String, Window> byKey = new RecentMap<>(MAX_KEYS);

  /**
   * @param most how often a minute, unless a key has a number of its own
   */
  public Pace(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** Counts this time, or says how long to wait until there is a next one. */
  public Optional<Duration> take(String key) {
    return take(key, most);
  }

  /** The same for a key with a number of its own. */
  public synchronized Optional<Duration> take(String key, int mostOfKey) {
    Instant now = clock.instant();
    Window window = window(key, now);
    if (window.count() >= mostOfKey) {
      return Optional.of(left(window, now));
    }
    byKey.put(key, new Window(window.since(), window.count() + 1));
    return Optional.empty();
  }

  /** How long to wait until {@link #take} counts again; empty when it does now. Counts nothing. */
  public synchronized Optional<Duration> waiting(String key) {
    Instant now = clock.instant();
    Window window = window(key, now);
    return window.count() >= most ? Optional.of(left(window, now)) : Optional.empty();
  }

  private Window window(String key, Instant now) {
    Window window = byKey.get(key);
    return window == null || !now.isBefore(window.since().plus(WINDOW))
        ? new Window(now, 0)
        : window;
  }

  private static Duration left(Window window, Instant now) {
    return Duration.between(now, window.since().plus(WINDOW));
  }

  /** Counts this time of a caller's, or refuses it. */
  void require(Caller caller) {
    Optional<Duration> wait = take(caller.tenant() + "/" + caller.id());
    if (wait.isPresent()) {
      throw Refused.tooMany(
          "TOO_OFTEN",
          "This may be done " + most + " times a minute.",
          wait.get(),
          "Wait a minute, then go on.");
    }
  }
}
