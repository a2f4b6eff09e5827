package dev.sealward.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failures by key and says when the next attempt may be made: a few are free, then each one
 * doubles the wait up to a limit. Bounded: the least recently failing keys are forgotten first.
 * Thread-safe.
 */
final class Attempts {
  private static final int MAX_KEYS = 10_000;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private record Failures(int count, Instant last) {}

  private static final Failures NONE = new Failures(0, Instant.EPOCH);

  private final Clock clock;
  private final int free;

  private final Map<String, Failures> byKey =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * @param free how many attempts may fail in a row before the first wait
   */
  Attempts(Clock clock, int free) {
    this.clock = clock;
    this.free = free;
  }

  /** Whether an attempt under {@code key} may be made now. */
  synchronized boolean allows(String key) {
    Failures failures = byKey.get(key);
    return failures == null || !clock.instant().isBefore(failures.last().plus(waitAfter(failures)));
  }

  synchronized void failed(String key) {
    Failures failures = byKey.getOrDefault(key, NONE);
    Instant now = clock.instant();
    boolean counts = now.isBefore(failures.last().plus(LONGEST_WAIT.multipliedBy(3)));
    byKey.put(key, new Failures(counts ? failures.count() + 1 : 1, now));
  }

  synchronized void succeeded(String key) {
    byKey.remove(key);
  }

  private Duration waitAfter(Failures failures) {
    int over = failures.count() - free;
    if (over < 0) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(over, 10));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
