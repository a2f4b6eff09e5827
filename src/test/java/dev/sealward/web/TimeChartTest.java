package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-05")
class TimeChartTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void barsAreAsHighAsTheirCountsAndLeadToTheirTime() {
    TimeChart chart = chart(new Timeline.Slot(START, 30, 10), new Timeline.Slot(START, 0, 0));
    TimeChart.Bar bar = chart.bars().get(0);

    assertThat(bar.doneHeight()).isEqualTo(75);
    assertThat(bar.refusedHeight()).isEqualTo(25);
    assertThat(bar.doneY()).isEqualTo(25);
    assertThat(bar.refusedY()).isZero();
    assertThat(bar.address()).isEqualTo("2026-03-01T00:00:00Z..2026-03-02T00:00:00Z");
    assertThat(bar.when()).isEqualTo("2026-03-01");
    assertThat(chart.bars().get(1).doneHeight()).isZero();
    assertThat(chart.step()).isEqualTo("day");
    assertThat(chart.most()).isEqualTo(40);
    assertThat(chart.width()).isEqualTo(20);
  }

  @Test
  void oneRefusalAmongMillionsIsSeenAndFits() {
    TimeChart.Bar bar = chart(new Timeline.Slot(START, 5_000_000, 1)).bars().get(0);

    assertThat(bar.refusedHeight()).isEqualTo(2);
    assertThat(bar.doneHeight() + bar.refusedHeight()).isEqualTo(ChartScale.HEIGHT);
  }

  @Test
  void nothingIsSaidToBeNothing() {
    assertThat(chart(new Timeline.Slot(START, 0, 0)).nothing()).isTrue();
  }

  @Test
  void stepSuitsTheSpan() {
    assertThat(Timeline.stepFor(START, START.plus(Duration.ofHours(24))))
        .isEqualTo(Duration.ofHours(1));
    assertThat(Timeline.stepFor(START, START.plus(Duration.ofDays(30))))
        .isEqualTo(Duration.ofDays(1));
    assertThat(Timeline.stepFor(START, START.plus(Duration.ofDays(90))))
        .isEqualTo(Duration.ofDays(7));
  }

  private static TimeChart chart(Timeline.Slot... slots) {
    return TimeChart.of(
        new Timeline(List.of(slots), Duration.ofDays(1), null),
        (from, until) -> from + ".." + until);
  }
}
