package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("VAULT-09")
class UsualHoursTest {
  private static final Instant NOW = Instant.parse("2026-03-01T03:10:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(14));

  @Test
  void weekBeginsOnMonday() {
    assertThat(UsualHours.hourOfWeek(Instant.parse("2026-03-02T00:59:59Z"))).isZero();
    assertThat(UsualHours.hourOfWeek(Instant.parse("2026-03-01T23:00:00Z"))).isEqualTo(167);
    assertThat(UsualHours.around(0)).containsExactly(167, 0, 1);
    assertThat(UsualHours.around(167)).containsExactly(166, 167, 0);
  }

  @ParameterizedTest
  @CsvSource({"200, 0, true", "200, 1, false", "199, 0, false", "2000, 9, true", "2000, 10, false"})
  void rareHourStandsOutAgainstEnoughCalls(long total, long around, boolean unusual) {
    assertThat(new UsualHours(total, around, LONG_AGO).isUnusual(NOW)).isEqualTo(unusual);
  }

  @Test
  void withoutTwoWeeksThereIsNoTelling() {
    assertThat(new UsualHours(5_000, 0, LONG_AGO.plusSeconds(1)).isUnusual(NOW)).isFalse();
    assertThat(new UsualHours(0, 0, null).isUnusual(NOW)).isFalse();
  }
}
