package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.redactor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("HOME-05")
class DetectionQualityTest {
  @ParameterizedTest
  @ValueSource(longs = {LabelledTexts.DEVELOPMENT, LabelledTexts.HELD_OUT})
  void secretsAreMasked(long half) {
    DetectionReport report =
        DetectionReport.of(redactor(), LabelledTexts.secrets(half, DetectionReport.EACH));
    assertThat(report.share()).as("%s", report.wrong()).isGreaterThanOrEqualTo(95);
    assertThat(report.meanPerRule()).isGreaterThanOrEqualTo(95);
    report
        .scores()
        .forEach((rule, score) -> assertThat(score.percent()).as(rule).isGreaterThanOrEqualTo(85));
  }

  @ParameterizedTest
  @ValueSource(longs = {LabelledTexts.DEVELOPMENT, LabelledTexts.HELD_OUT})
  void whatIsNoSecretStaysReadable(long half) {
    DetectionReport report =
        DetectionReport.of(redactor(), LabelledTexts.harmless(half, DetectionReport.EACH));
    assertThat(report.share()).as("%s", report.wrong()).isGreaterThanOrEqualTo(95);
  }

  @Test
  void ordinaryLinesStayReadable() {
    Redactor redactor = redactor();
    List<String> masked =
        CleanText.LINES.stream().filter(line -> redactor.redact(line).isMasked()).toList();
    assertThat(CleanText.LINES).hasSizeGreaterThan(500);
    assertThat(masked).isEmpty();
  }

  @Test
  void sameSeedMakesTheSameTexts() {
    assertThat(LabelledTexts.secrets(5, 1)).isEqualTo(LabelledTexts.secrets(5, 1));
    assertThat(LabelledTexts.secrets(5, 1)).isNotEqualTo(LabelledTexts.secrets(6, 1));
  }
}
