package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.guard.MaskHistory;
import dev.sealward.guard.WayOut;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FOUND-10")
class MaskChartTest {
  private static final Instant NOW = Instant.parse("2026-03-10T10:20:00Z");

  private static MaskHistory.Hour hour(String start, WayOut way, long masked) {
    return new MaskHistory.Hour(Instant.parse(start), way, masked);
  }

  private static MaskHistory history(MaskHistory.Hour... hours) {
    return new MaskHistory(List.of(hours), List.of());
  }

  @Test
  void theLast24HoursEndWithTheOneUnderWay() {
    MaskChart chart =
        MaskChart.hours(
            history(
                hour("2026-03-10T10:00:00Z", WayOut.RUN_EVENT, 30),
                hour("2026-03-10T10:00:00Z", WayOut.PAGE_HELD, 10),
                hour("2026-03-09T11:00:00Z", WayOut.SERVER_LOG, 1),
                hour("2026-03-09T10:00:00Z", WayOut.SERVER_LOG, 500)),
            NOW);
    assertThat(chart.bars()).hasSize(24);
    assertThat(chart.width()).isEqualTo(240);
    assertThat(chart.first()).isEqualTo("11:00 UTC");
    assertThat(chart.last()).isEqualTo("10:00 UTC");
    assertThat(chart.masked()).isEqualTo(31);
    assertThat(chart.stopped()).isEqualTo(10);
    MaskChart.Bar last = chart.bars().get(23);
    assertThat(last.x()).isEqualTo(230);
    assertThat(last.maskedHeight()).isEqualTo(75);
    assertThat(last.stoppedHeight()).isEqualTo(25);
    assertThat(last.maskedY()).isEqualTo(25);
    assertThat(last.stoppedY()).isZero();
    assertThat(chart.bars().get(0).maskedHeight()).as("one of forty can be seen").isEqualTo(3);
  }

  @Test
  void daysAreThoseOfUtcAndSumTheirHours() {
    MaskChart chart =
        MaskChart.days(
            history(
                hour("2026-03-10T00:00:00Z", WayOut.RUN_EVENT, 4),
                hour("2026-03-10T09:00:00Z", WayOut.PAGE, 2),
                hour("2026-03-09T23:00:00Z", WayOut.RUN_EVENT, 1),
                hour("2026-02-09T00:00:00Z", WayOut.FIELD, 1),
                hour("2026-02-08T23:00:00Z", WayOut.FIELD, 1)),
            NOW);
    assertThat(chart.bars()).hasSize(30);
    assertThat(chart.first()).isEqualTo("2026-02-09");
    assertThat(chart.bars().get(29).masked()).isEqualTo(6);
    assertThat(chart.bars().get(28).masked()).isEqualTo(1);
    assertThat(chart.bars().get(0).stopped()).isEqualTo(1);
    assertThat(chart.most()).isEqualTo(6);
  }

  @Test
  void barsNeverLeaveThePictureAndNothingIsNoBar() {
    MaskChart chart =
        MaskChart.hours(
            history(
                hour("2026-03-10T10:00:00Z", WayOut.RUN_EVENT, 100_000),
                hour("2026-03-10T10:00:00Z", WayOut.FIELD, 1)),
            NOW);
    assertThat(chart.bars().get(23).stoppedY()).isZero();
    assertThat(chart.bars().get(23).stoppedHeight()).isEqualTo(2);
    assertThat(chart.bars().get(22).maskedHeight()).isZero();
    assertThat(MaskChart.hours(history(), NOW).nothing()).isTrue();
  }
}
