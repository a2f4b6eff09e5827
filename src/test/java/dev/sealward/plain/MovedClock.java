package dev.sealward.plain;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** In the place of the program's clock: one that can be put forward. */
@Alternative
@Priority(1)
@ApplicationScoped
public class MovedClock {
  private final Clock actual = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
  private volatile Duration ahead = Duration.ZERO;

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  Instant now() {
    return actual.instant().plus(ahead);
  }

  @Produces
  Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
