package dev.sealward.access;

import dev.sealward.kernel.RecentMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  private final Map<String, Failures> byKey = new RecentMap<>(MAX_KEYS);

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

  /**
   * Whether an attempt may be made now; if so it counts as failed until {@link #succeeded} or
   * {@link #withdrawn}, so that attempts made all at once do not slip through together.
   */
  synchronized boolean begins(String key) {
    if (!allows(key)) {
      return false;
    }
    failed(key);
    return true;
  }

  /** Takes back the failure {@link #begins} counted, and the wait it brought. */
  synchronized void withdrawn(String key) {
    Failures failures = byKey.get(key);
    if (failures == null || failures.count() == 1) {
      byKey.remove(key);
    } else {
      Failures before = new Failures(failures.count() - 1, failures.last());
      byKey.put(key, new Failures(before.count(), before.last().minus(waitAfter(before))));
    }
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
    return waitAfter(failures.count(), free);
  }

  /** How long to wait after so many failures in a row, of which some were free. */
  static Duration waitAfter(int failures, int free) {
    int over = failures - free;
    if (over < 0) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(over, 10));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
