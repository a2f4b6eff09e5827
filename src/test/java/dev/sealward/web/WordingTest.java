package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("PAGE-01")
class WordingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final Wording words = new Wording();

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "48000, 48 s",
    "130000, 2 min 10 s",
    "11100000, 3 h 5 min",
    "352800000, 4 d 2 h",
    "-5, 0 s"
  })
  void durationsAreSaidInTheirOwnUnits(long millis, String said) {
    assertThat(words.duration(START, START.plusMillis(millis))).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 runs", "1, 1 run", "1284, '1,284 runs'"})
  void countsAgreeWithTheirNoun(long count, String said) {
    assertThat(words.count(count, "run", "runs")).isEqualTo(said);
  }

  @Test
  void dottedNamesGoOnBehindADotOrUnderscore() {
    assertThat(words.pieces("people.signed_in")).containsExactly("people.", "signed_", "in");
  }
}
