package dev.sealward.redaction;

import com.google.re2j.Pattern;
import dev.sealward.kernel.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rules operators added, and what they allow to stay readable; immutable.
 *
 * <p>Guarantees: patterns are RE2's, so no text makes one slow; output stays the same for every way
 * of cutting the input; a known value is masked whatever is allowed.
 *
 * <p>Does not protect against: a rule that masks what people need to read. {@link #check} shows it
 * before the rule takes effect.
 */
public final class RuleSet {
  /** Most rules in a set. */
  public static final int MAX_RULES = 200;

  /** Most allowances in a set. */
  public static final int MAX_ALLOWANCES = 1000;

  /** Longest pattern, in characters. */
  public static final int MAX_PATTERN = 500;

  /** Largest compiled pattern, in RE2's instructions. */
  public static final int MAX_PROGRAM = 2000;

  /** Longest allowed text, in UTF-8 bytes. */
  public static final int MAX_ALLOWED_BYTES = 1024;

  /** Most samples of one trial. */
  public static final int MAX_SAMPLES = 100;

  /** Longest sample of a trial, in characters. */
  public static final int MAX_SAMPLE = 64 * 1024;

  /** No rules and no allowances. */
  public static final RuleSet NONE = new RuleSet(List.of(), Formats.ALL, List.of());

  private static final int MAX_ANCHOR = 64;

  /** An allowance ready to be compared; {@code text} is empty for a pattern. */
  private record Allowed(byte[] text, List<Pattern> pattern) {
    boolean covers(byte[] bytes, int from, int to) {
      if (pattern.isEmpty()) {
        return Arrays.equals(text, 0, text.length, bytes, from, to);
      }
      byte[] value = Arrays.copyOfRange(bytes, from, to);
      boolean covered = pattern.get(0).matcher(value).matches();
      Arrays.fill(value, (byte) 0);
      return covered;
    }
  }

  private final List<AddedRule> rules;
  private final Anchors anchors;
  private final List<Allowed> allowed;

  private RuleSet(List<AddedRule> rules, Anchors anchors, List<Allowed> allowed) {
    this.rules = List.copyOf(rules);
    this.anchors = anchors;
    this.allowed = List.copyOf(allowed);
  }

  /**
   * Checks and compiles.
   *
   * @throws Refused naming the field ({@code rules[0].pattern}), the rule it breaks and what to do
   */
  public static RuleSet of(List<AddedRule> rules, List<Allowance> allowances) {
    atMost("rules", rules.size(), MAX_RULES);
    atMost("allowances", allowances.size(), MAX_ALLOWANCES);
    Set<String> ids = new HashSet<>();
    List<AddedMatcher> matchers = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      AddedRule rule = rules.get(i);
      String field = "rules[" + i + "].";
      id(field, rule.id(), ids);
      if (!Mask.isKind(rule.kind())) {
        throw Refused.field(
            field + "kind",
            "RULE_KIND_INVALID",
            "A kind has 1 to 40 small letters, digits and underscores.",
            "Write it like internal_token.");
      }
      Pattern pattern = AddedPattern.compile(field + "pattern", rule.pattern());
      matchers.add(new AddedMatcher(pattern, anchor(field, rule), rule.kind(), i));
    }
    List<Allowed> allowed = new ArrayList<>();
    for (int i = 0; i < allowances.size(); i++) {
      String field = "allowances[" + i + "].";
      id(field, allowances.get(i).id(), ids);
      allowed.add(allowed(field + "value", allowances.get(i)));
    }
    return new RuleSet(rules, rules.isEmpty() ? Formats.ALL : Formats.with(matchers), allowed);
  }

  private static void atMost(String field, int count, int most) {
    if (count > most) {
      throw Refused.field(
          field,
          "RULES_TOO_MANY",
          "There may be at most " + most + " " + field + ".",
          "Put several of them into one pattern, or remove what is no longer needed.");
    }
  }

  private static void id(String field, String id, Set<String> ids) {
    if (!id.matches("[a-z0-9][a-z0-9._-]{0,62}") || !ids.add(id)) {
      throw Refused.field(
          field + "id",
          "RULE_ID_INVALID",
          "An id has 1 to 63 small letters, digits, dots, dashes and underscores, begins with a"
              + " letter or digit, and is used once.",
          "Choose another id.");
    }
  }

  private static byte[] anchor(String field, AddedRule rule) {
    String text = rule.anchor().isEmpty() ? AnchorLiteral.of(rule.pattern()) : rule.anchor();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] += (byte) (Bytes.isUpper(bytes[i]) ? 'a' - 'A' : 0);
    }
    boolean held = !text.isBlank() && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    if (bytes.length < Anchors.MIN_BYTES || bytes.length > MAX_ANCHOR || !held) {
      throw Refused.field(
          field + "anchor",
          "RULE_ANCHOR_INVALID",
          "A rule needs an anchor of "
              + Anchors.MIN_BYTES
              + " to "
              + MAX_ANCHOR
              + " bytes on one line, and the pattern has no such text of its own.",
          "Give a text that every match holds, such as a prefix.");
    }
    return bytes;
  }

  private static Allowed allowed(String field, Allowance allowance) {
    if (allowance.form() == Allowance.Form.PATTERN) {
      return new Allowed(new byte[0], List.of(AddedPattern.compile(field, allowance.value())));
    }
    byte[] text = allowance.value().getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || text.length > MAX_ALLOWED_BYTES) {
      throw Refused.field(
          field,
          "ALLOWANCE_LENGTH",
          "An allowed text has 1 to " + MAX_ALLOWED_BYTES + " bytes.",
          "Allow a longer one by a pattern.");
    }
    return new Allowed(text, List.of());
  }

  /** The anchors of the built-in rules and of these. */
  Anchors anchors() {
    return anchors;
  }

  /** How many lines of ordinary text {@link #check} tries a set on. */
  public static int ordinaryLines() {
    return CleanText.LINES.size();
  }

  /** Number of rules. */
  public int size() {
    return rules.size();
  }

  /** Whether what was found at {@code [from, to)} stays readable. */
  boolean allows(byte[] bytes, int from, int to) {
    for (Allowed entry : allowed) {
      if (entry.covers(bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tries the set on samples and on ordinary text that is built in, with the fingerprints of {@code
   * redactor} and without its known values; nothing takes effect.
   *
   * @throws Refused when there are more than {@link #MAX_SAMPLES}, or one is too long
   */
  public RuleTrial check(Redactor redactor, List<String> samples) {
    if (samples.size() > MAX_SAMPLES || samples.stream().anyMatch(s -> s.length() > MAX_SAMPLE)) {
      throw Refused.field(
          "samples",
          "SAMPLES_TOO_LARGE",
          "A trial takes at most "
              + MAX_SAMPLES
              + " samples of at most "
              + MAX_SAMPLE
              + " characters.",
          "Give the lines that matter.");
    }
    Redactor trial = redactor.withoutKnownValues();
    int before = masked(trial);
    trial.rules(this);
    List<RedactedText> out = samples.stream().map(trial::redact).toList();
    int missed = 0;
    for (AddedRule rule : rules) {
      missed += withoutAnchor(rule, samples);
    }
    return new RuleTrial(
        out,
        CleanText.LINES.size(),
        Math.max(0, masked(trial) - before),
        missed,
        allowed.isEmpty() ? List.of() : formatsAllowed());
  }

  private List<String> formatsAllowed() {
    return TokenFormat.ALL.stream()
        .filter(format -> FormatSamples.of(format).stream().anyMatch(this::allows))
        .map(TokenFormat::kind)
        .distinct()
        .sorted()
        .toList();
  }

  private boolean allows(byte[] sample) {
    return allows(sample, 0, sample.length);
  }

  private static int masked(Redactor redactor) {
    return (int) CleanText.LINES.stream().filter(line -> redactor.redact(line).isMasked()).count();
  }

  /** Samples the pattern matches although the rule's anchor is nowhere in them. */
  private static int withoutAnchor(AddedRule rule, List<String> samples) {
    Pattern pattern = Pattern.compile(rule.pattern());
    byte[] anchor = anchor("", rule);
    return (int)
        samples.stream()
            .filter(sample -> pattern.matcher(sample).find())
            .filter(sample -> !holds(sample.getBytes(StandardCharsets.UTF_8), anchor))
            .count();
  }

  private static boolean holds(byte[] sample, byte[] anchor) {
    return IntStream.range(0, sample.length)
        .anyMatch(at -> Bytes.startsWithIgnoreCase(sample, at, sample.length, anchor));
  }
}
