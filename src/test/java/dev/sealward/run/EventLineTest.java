package dev.sealward.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-004")
class EventLineTest {

  @Test
  void printsNothingOfItsText() {
    EventLine line = new EventLine(1, null, "stdout", LogLevel.INFO, "hunter2-hunter2");
    assertThat(line.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void seqStartsAtOne(long seq) {
    assertRefused(() -> new EventLine(seq, null, "stdout", LogLevel.INFO, ""), "SEQ_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Stdout", "a b", "../x", "a/b", "-a", "a\u0000", "äh"})
  void streamNamesAreShortIds(String stream) {
    assertRefused(() -> new EventLine(1, null, stream, LogLevel.INFO, ""), "STREAM_INVALID");
    String tooLong = "a".repeat(33);
    assertRefused(() -> new EventLine(1, null, tooLong, LogLevel.INFO, ""), "STREAM_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "2026-01-01", "1767225600", "2026-13-01T00:00:00Z"})
  void timeIsAnInstant(String time) {
    assertRefused(() -> EventLine.parseTime(time), "TIME_INVALID");
  }

  @Test
  void timeFitsTheDatabase() {
    assertThat(EventLine.parseTime("2026-01-01T00:00:00.123456Z"))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00.123456Z"));
    Instant far = Instant.parse("+1000000-01-01T00:00:00Z");
    assertRefused(() -> new EventLine(1, far, "stdout", LogLevel.INFO, ""), "TIME_INVALID");
  }

  @Test
  void levelsAreFive() {
    assertThat(LogLevel.parse(null)).isEqualTo(LogLevel.INFO);
    assertThat(LogLevel.parse("warn")).isEqualTo(LogLevel.WARN);
    assertRefused(() -> LogLevel.parse("WARN"), "LEVEL_INVALID");
  }

  @Test
  void aRunDoesNotEndRunning() {
    assertThat(RunState.parseEnd("failed")).isEqualTo(RunState.FAILED);
    assertRefused(() -> RunState.parseEnd("running"), "RUN_STATE_INVALID");
    assertRefused(() -> RunState.parseEnd(null), "RUN_STATE_INVALID");
  }

  private static void assertRefused(ThrowingCallable call, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.remedy().code()).isEqualTo(code));
  }
}
