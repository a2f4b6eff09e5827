package dev.sealward.redaction;

import dev.sealward.redaction.LabelledTexts.Labelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well formats are found in {@link LabelledTexts}: {@code main} prints the tables of {@code
 * docs/benchmarks.md}.
 */
final class DetectionReport {
  /** Texts a template, of each half. */
  static final int EACH = 8;

  /** How many texts of a rule came out as they should. */
  record Score(int right, int all) {
    double percent() {
      return 100.0 * right / all;
    }
  }

  private final Map<String, Score> scores = new TreeMap<>();
  private final List<Labelled> wrong = new ArrayList<>();

  private DetectionReport() {}

  static DetectionReport of(Redactor redactor, List<Labelled> texts) {
    DetectionReport report = new DetectionReport();
    for (Labelled text : texts) {
      RedactedText out = redactor.redact(text.text());
      boolean right =
          text.secret().isEmpty() ? !out.isMasked() : !out.toString().contains(text.secret());
      report.scores.merge(
          text.rule(),
          new Score(right ? 1 : 0, 1),
          (a, b) -> new Score(a.right + b.right, a.all + b.all));
      if (!right) {
        report.wrong.add(text);
      }
    }
    return report;
  }

  Map<String, Score> scores() {
    return scores;
  }

  /** Texts that came out wrong: all invented, so that they may be shown. */
  List<Labelled> wrong() {
    return wrong;
  }

  double share() {
    int right = scores.values().stream().mapToInt(Score::right).sum();
    return 100.0 * right / scores.values().stream().mapToInt(Score::all).sum();
  }

  double meanPerRule() {
    return scores.values().stream().mapToDouble(Score::percent).average().orElse(0);
  }

  public static void main(String[] arguments) {
    Redactor redactor = Redactor.of(new byte[32]);
    print(
        "masked",
        of(redactor, LabelledTexts.secrets(LabelledTexts.DEVELOPMENT, EACH)),
        of(redactor, LabelledTexts.secrets(LabelledTexts.HELD_OUT, EACH)));
    print(
        "left readable",
        of(redactor, LabelledTexts.harmless(LabelledTexts.DEVELOPMENT, EACH)),
        of(redactor, LabelledTexts.harmless(LabelledTexts.HELD_OUT, EACH)));
  }

  private static void print(String what, DetectionReport development, DetectionReport heldOut) {
    System.out.println("| rule | texts | " + what + ", development half | held-out half |");
    System.out.println("|---|---|---|---|");
    development.scores.forEach(
        (rule, score) -> line(rule, score.all(), score, heldOut.scores.get(rule)));
    System.out.printf(
        Locale.ROOT,
        "| **all** | | %.1f %% | %.1f %% |%n| **mean per rule** | | %.1f %% | %.1f %% |%n%n",
        development.share(),
        heldOut.share(),
        development.meanPerRule(),
        heldOut.meanPerRule());
  }

  private static void line(String rule, int texts, Score development, Score heldOut) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.1f %% | %.1f %% |%n",
        rule,
        texts,
        development.percent(),
        heldOut.percent());
  }
}
