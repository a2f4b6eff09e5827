package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("VAULT-09")
class TokenEndingsTest {
  @ParameterizedTest
  @CsvSource({"P15D, 0", "P14DT1S, 0", "P14D, 1", "P4D, 1", "P3DT1S, 1", "P3D, 2", "PT1S, 2"})
  void twoWarningsComeBeforeTheEnd(Duration before, int due) {
    Instant end = Instant.parse("2026-06-01T00:00:00Z");
    assertThat(TokenEndings.due(end.minus(before), end)).isEqualTo(due);
  }
}
