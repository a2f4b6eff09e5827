package dev.sealward.redaction;

import dev.sealward.redaction.LabelledTexts.Labelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How well formats are found in {@link LabelledTexts}: {@code main} prints the tables of {@code
 * docs/benchmarks.md}.
 */
final class DetectionReport {
  /** Texts a template of the development half. */
  static final int EACH = 8;

  /** So many characters of a secret in a row are a piece of it. */
  private static final int PIECE = 4;

  private static final Pattern MASK = Pattern.compile("\\[masked:[a-z0-9_]{1,40}:[0-9a-f]{4}]");

  /** How many texts of a rule came out as they should. */
  record Score(String sort, int right, int all) {
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
          text.secret().isEmpty()
              ? !out.isMasked()
              : !leaves(text, MASK.matcher(out.toString()).replaceAll("\n"));
      report.scores.merge(
          text.rule(),
          new Score(text.sort(), right ? 1 : 0, 1),
          (a, b) -> new Score(a.sort, a.right + b.right, a.all + b.all));
      if (!right) {
        report.wrong.add(text);
      }
    }
    return report;
  }

  /** Whether a piece of the secret is left that does not stand beside it as well. */
  private static boolean leaves(Labelled text, String out) {
    String secret = text.secret();
    String beside = text.text().replace(secret, "\n");
    int piece = Math.min(PIECE, secret.length());
    for (int at = 0; at + piece <= secret.length(); at++) {
      String part = secret.substring(at, at + piece);
      if (out.contains(part) && !beside.contains(part)) {
        return true;
      }
    }
    return false;
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
    print("masked", of(redactor, LabelledTexts.secrets(LabelledTexts.DEVELOPMENT, EACH)));
    print("masked, in many ways", of(redactor, WideTexts.secrets(LabelledTexts.DEVELOPMENT, 4)));
    print("masked, held out", of(redactor, HeldOutTexts.secrets()));
    print("left readable", of(redactor, LabelledTexts.harmless(LabelledTexts.DEVELOPMENT, EACH)));
    print("left readable, in many ways", of(redactor, WideTexts.clean(LabelledTexts.DEVELOPMENT)));
    print("left readable, held out", of(redactor, HeldOutTexts.harmless()));
  }

  /** Of tokens there are many rules, all much alike: this counts them as one. */
  double meanPerSort() {
    return sorts().values().stream().mapToDouble(DetectionReport::percent).average().orElse(0);
  }

  private Map<String, List<Score>> sorts() {
    return scores.values().stream()
        .collect(Collectors.groupingBy(Score::sort, TreeMap::new, Collectors.toList()));
  }

  private static double percent(List<Score> rules) {
    return 100.0
        * rules.stream().mapToInt(Score::right).sum()
        / rules.stream().mapToInt(Score::all).sum();
  }

  private static void print(String what, DetectionReport report) {
    System.out.printf(
        Locale.ROOT, "| sort | rules | texts | %s | lowest rule |%n|---|---|---|---|---|%n", what);
    report.sorts().forEach(DetectionReport::line);
    System.out.printf(
        Locale.ROOT,
        "| **all** | %d | %d | %.1f %% | |%n| **mean per rule** | | | %.1f %% | |%n"
            + "| **mean per sort** | | | %.1f %% | |%n%n",
        report.scores.size(),
        report.scores.values().stream().mapToInt(Score::all).sum(),
        report.share(),
        report.meanPerRule(),
        report.meanPerSort());
  }

  private static void line(String sort, List<Score> rules) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %.1f %% | %s |%n",
        sort,
        rules.size(),
        rules.stream().mapToInt(Score::all).sum(),
        percent(rules),
        rules.size() == 1 ? "" : lowest(rules));
  }

  private static String lowest(List<Score> rules) {
    double lowest = rules.stream().mapToDouble(Score::percent).min().orElse(0);
    return String.format(Locale.ROOT, "%.1f %%", lowest);
  }
}
