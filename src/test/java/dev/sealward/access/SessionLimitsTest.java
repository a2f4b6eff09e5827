package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-002")
class SessionLimitsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void defaultsAreHalfAnHourIdleAndTwelveHours() {
    SessionLimits limits = SessionLimits.of(null);
    assertThat(limits).isEqualTo(new SessionLimits(Duration.ofMinutes(30), Duration.ofHours(12)));
    Instant justNow = NOW.minusSeconds(1);
    assertThat(limits.isOver(NOW.minus(Duration.ofHours(12)), justNow, NOW)).isTrue();
    assertThat(limits.isOver(NOW.minus(Duration.ofHours(12)).plusNanos(1), justNow, NOW)).isFalse();
    assertThat(limits.isOver(justNow, NOW.minus(Duration.ofMinutes(30)), NOW)).isTrue();
    assertThat(limits.isOver(justNow, NOW.minus(Duration.ofMinutes(30)).plusNanos(1), NOW))
        .isFalse();
  }

  @Test
  void whatIsOutOfBoundsCountsAsTheNearestBound() {
    assertThat(new SessionLimits(Duration.ZERO, Duration.ofSeconds(-5)))
        .isEqualTo(new SessionLimits(SessionLimits.SHORTEST, SessionLimits.SHORTEST));
    assertThat(new SessionLimits(Duration.ofDays(400), Duration.ofDays(400)))
        .isEqualTo(new SessionLimits(SessionLimits.LONGEST_IDLE, SessionLimits.LONGEST));
  }
}
