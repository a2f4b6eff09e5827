package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.redactor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("HOME-05")
class DetectionQualityTest {
  /** Rules whose texts hardly say that they hold a secret. */
  private static final Set<String> HARD =
      Set.of("short option of a command", "in a sentence", "in the next line", "passphrase");

  private static DetectionReport report(List<LabelledTexts.Labelled> texts) {
    return DetectionReport.of(redactor(), texts);
  }

  @Test
  void secretsAreMasked() {
    DetectionReport report =
        report(LabelledTexts.secrets(LabelledTexts.DEVELOPMENT, DetectionReport.EACH));
    assertThat(report.share()).as("%s", report.wrong()).isGreaterThanOrEqualTo(95);
    assertThat(report.meanPerSort()).isGreaterThanOrEqualTo(85);
    report
        .scores()
        .forEach(
            (rule, score) ->
                assertThat(score.percent())
                    .as(rule)
                    .isGreaterThanOrEqualTo(HARD.contains(rule) ? 20 : 85));
  }

  @Test
  void whatIsNoSecretStaysReadable() {
    DetectionReport report =
        report(LabelledTexts.harmless(LabelledTexts.DEVELOPMENT, DetectionReport.EACH));
    assertThat(report.share()).as("%s", report.wrong()).isGreaterThanOrEqualTo(95);
  }

  @Test
  void secretsAreMaskedInTheManyWaysTheyAreWritten() {
    DetectionReport report = report(WideTexts.secrets(LabelledTexts.DEVELOPMENT, 1));
    assertThat(report.share()).as("%s", report.wrong()).isGreaterThanOrEqualTo(95);
    report
        .scores()
        .forEach((rule, score) -> assertThat(score.percent()).as(rule).isGreaterThanOrEqualTo(85));
    DetectionReport clean = report(WideTexts.clean(LabelledTexts.DEVELOPMENT));
    assertThat(clean.share()).as("%s", clean.wrong()).isGreaterThanOrEqualTo(99);
  }

  /** What was measured, less a little; and no word of what is wrong, so that nobody mends it. */
  @Test
  void heldOutTextsComeOutNoWorseThanTheyDid() {
    DetectionReport secrets = report(HeldOutTexts.secrets());
    assertThat(secrets.share()).isGreaterThanOrEqualTo(95);
    assertThat(secrets.meanPerSort()).isGreaterThanOrEqualTo(94);
    assertThat(report(HeldOutTexts.harmless()).share()).isGreaterThanOrEqualTo(95);
  }

  @Test
  void ordinaryLinesStayReadable() {
    Redactor redactor = redactor();
    List<String> masked =
        CleanText.LINES.stream().filter(line -> redactor.redact(line).isMasked()).toList();
    assertThat(CleanText.LINES).hasSizeGreaterThan(500);
    assertThat(masked).isEmpty();
  }

  /** {@link Samples#masked} proves it for each: cut anywhere, and masked again. */
  @Test
  void cuttingChangesNothing() {
    List<LabelledTexts.Labelled> texts = new ArrayList<>(LabelledTexts.secrets(41, 1));
    texts.addAll(LabelledTexts.harmless(41, 1));
    texts.addAll(WideTexts.secrets(41, 1));
    texts.addAll(WideTexts.clean(41));
    Redactor redactor = Samples.knowing("harbor-granite", "cret-key=", "Hh7j9K2m");
    Random random = new Random(41);
    String[] joints = {"", " ", ",", "\n", "\\n", "\"", "="};
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        text.append(texts.get(random.nextInt(texts.size())).text());
        text.append(joints[random.nextInt(joints.length)]);
      }
      Samples.masked(redactor, text.toString());
    }
  }

  @Test
  void sameSeedMakesTheSameTexts() {
    assertThat(LabelledTexts.secrets(5, 1)).isEqualTo(LabelledTexts.secrets(5, 1));
    assertThat(LabelledTexts.secrets(5, 1)).isNotEqualTo(LabelledTexts.secrets(6, 1));
  }
}
