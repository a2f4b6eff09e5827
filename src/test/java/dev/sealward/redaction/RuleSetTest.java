package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.BODY;
import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.checkedToken;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.masked;
import static dev.sealward.redaction.Samples.redactor;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("HOME-05")
class RuleSetTest {
  private static final String MASK = "\\[masked:[a-z0-9_]+:[0-9a-f]{4}]";

  private static Redactor with(RuleSet rules) {
    Redactor redactor = redactor();
    redactor.rules(rules);
    return redactor;
  }

  private static RuleSet rule(String pattern) {
    return RuleSet.of(List.of(AddedRule.of("r1", "badge", pattern)), List.of());
  }

  private static RuleSet allowing(Allowance.Form form, String value) {
    return RuleSet.of(List.of(), List.of(new Allowance("a1", form, value)));
  }

  private static String plain(Redactor redactor, String text) {
    return masked(redactor, text).replaceAll(MASK, "M");
  }

  @Test
  void addedRuleMasksWithItsKind() {
    Redactor redactor = with(rule("BADGE-\\d{6}"));
    assertThat(masked(redactor, "seen BADGE-123456 at\ndoor BADGE-12\n"))
        .matches("seen \\[masked:badge:[0-9a-f]{4}] at\ndoor BADGE-12\n");
    assertThat(plain(redactor, "BADGE-123456BADGE-654321,BADGE-111222")).isEqualTo("MM,M");
    assertThat(redactor.findExact("seen BADGE-123456")).isEmpty();
  }

  @Test
  void groupNamedSecretIsAllThatIsMasked() {
    Redactor redactor = with(rule("door code (?P<secret>[0-9]{4})#"));
    assertThat(plain(redactor, "the door code 4711# is new")).isEqualTo("the door code M# is new");
  }

  @Test
  void matchMayBeginBeforeItsAnchor() {
    Redactor redactor =
        with(
            RuleSet.of(
                List.of(new AddedRule("r1", "badge", "[a-z]{3,9}\\.corp\\d+", ".corp")),
                List.of()));
    assertThat(plain(redactor, "to abc.corp12 and x.corp1")).isEqualTo("to M and x.corp1");
  }

  @Test
  void placesOfTheLineMeanTheLine() {
    Redactor redactor = with(rule("^badge [0-9]+$"));
    assertThat(plain(redactor, "badge 12\n badge 12\nbadge 12 x\nbadge 13"))
        .isEqualTo("M\n badge 12\nbadge 12 x\nM");
    assertThat(plain(redactor, "badge 12[masked:token:12ab]")).isEqualTo("badge 12M");
    assertThat(plain(with(rule("\\bbadge\\d+\\b")), "xbadge1 badge2x badge3."))
        .isEqualTo("xbadge1 badge2x M.");
  }

  @Test
  void numberedCharactersArePartOfThePatternAndNotOfTheAnchor() {
    assertThat(plain(with(rule("\\101BC-\\d+")), "x ABC-12 y")).isEqualTo("x M y");
    assertThat(plain(with(rule("\\x41\\102CD-\\d+")), "x ABCD-12 y")).isEqualTo("x M y");
  }

  @Test
  void anchorsWithOtherLettersThanAsciiAreFoundAsTheyAre() {
    assertThat(plain(with(rule("ÄBC-\\d+")), "x ÄBC-12 y äbc-1")).isEqualTo("x M y äbc-1");
    assertThat(plain(with(rule("(?i)äbc-\\d+")), "x ÄBC-12 y äBc-1")).isEqualTo("x M y M");
    RuleSet given = RuleSet.of(List.of(new AddedRule("r1", "badge", "ÄBC-\\d+", "ÄBC")), List.of());
    assertThat(plain(with(given), "x ÄBC-12 y äbc-1")).isEqualTo("x M y äbc-1");
    assertThat(given.check(redactor(), List.of("x ÄBC-12")).withoutAnchor()).isZero();
  }

  /** Whatever stands where sight ends, all of the run goes. */
  @Test
  void endOfSightIsTheEndOfNoWordAndNoLine() {
    for (String pattern : List.of("badge[-0-9]+\\b", "badge[-0-9]*\\B[-0-9]", "badge[-0-9]+$")) {
      Redactor redactor = with(rule(pattern));
      for (int before = 0; before < 4; before++) {
        for (String run : List.of("5", "55-", "5--")) {
          String digits = run.repeat(before).concat(run.repeat(2000 / run.length())) + "7";
          assertThat(plain(redactor, "x".repeat(before) + " badge" + digits))
              .as(pattern + " " + run)
              .isEqualTo("x".repeat(before) + " M");
        }
      }
    }
  }

  @Test
  void sightBeginsWithAWholeCharacterAndKnowsWhatStandsBefore() {
    Redactor redactor = with(rule("\\b[a-zé]{1,70}badge\\d"));
    for (int letters = 55; letters < 75; letters++) {
      String text = "-" + "é".repeat(letters) + "xbadge1";
      assertThat(plain(redactor, text)).startsWith("-é").endsWith("éM");
    }
    Redactor start = with(rule("^[a-z]*badge\\d"));
    assertThat(plain(start, "a".repeat(128) + "badge1")).isEqualTo("M");
    String longer = "a".repeat(129) + "badge1";
    assertThat(plain(start, longer)).isEqualTo(longer);
  }

  @Test
  void matchLongerThanSightTakesTheLine() {
    Redactor redactor = with(rule("badge:.*"));
    assertThat(plain(redactor, "x badge:" + "a b ".repeat(9000) + "\nnext")).isEqualTo("x M\nnext");
  }

  @Test
  void cuttingChangesNothingWithAddedRules() {
    Redactor redactor = knowing("kn0wn-value");
    redactor.rules(
        RuleSet.of(
            List.of(
                AddedRule.of("r1", "badge", "badge[0-9a-z]{2,40}"),
                AddedRule.of("r2", "door", "\\bdoor=[^ ]+"),
                new AddedRule("r3", "tail", "[a-z]+-tail(ed)?", "-tail")),
            List.of(
                new Allowance("a1", Allowance.Form.TEXT, "badge12"),
                new Allowance("a2", Allowance.Form.PATTERN, "ghp_.*9"))));
    String[] parts = {
      "badge",
      "12",
      "a",
      "door=",
      " ",
      "\n",
      "-tail",
      "ed",
      "kn0wn-value",
      "[masked:badge:12ab]",
      "password=",
      "\"",
      BODY,
      "-",
      "badge12",
      "x",
      ";",
      "\r\n",
      checkedToken("ghp_"),
      "[",
      "]"
    };
    Random random = new Random(23);
    for (int round = 0; round < 800; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      byte[] input = bytes(text.toString());
      byte[] whole = stream(redactor, input, 0, random);
      assertThat(stream(redactor, input, 1, random)).as(text.toString()).isEqualTo(whole);
      assertThat(stream(redactor, input, 40, random)).as(text.toString()).isEqualTo(whole);
      assertThat(stream(redactor, whole, 0, random)).as(text.toString()).isEqualTo(whole);
    }
  }

  /** Twice the input is about twice the work, however many anchors there are. */
  @Test
  void anchorsWithoutEndCostLinearWork() {
    RuleSet rules =
        RuleSet.of(
            List.of(
                AddedRule.of("r1", "badge", "badge[0-9]{3}[a-z]{2,40}!"),
                AddedRule.of("r2", "door", "\\bdoor=[^ ]+!")),
            List.of());
    for (String part : List.of("badge", "badge1", "door=", " door=", "badge123", "badge123a")) {
      long work = work(rules, part.repeat(40_000 / part.length()));
      long twice = work(rules, part.repeat(80_000 / part.length()));
      assertThat(twice).as(part).isLessThanOrEqualTo(work * 2 + work / 4 + 100_000);
      assertThat(work).as(part).isLessThan(40_000L * 1500);
    }
  }

  private static long work(RuleSet rules, String text) {
    Keys keys = new Keys(new byte[32]);
    Engine engine = new Engine(keys, () -> KnownValues.none(keys), () -> rules, Engine.Scope.ALL);
    Redactor.FindingOutput out = new Redactor.FindingOutput();
    engine.accept(bytes(text), 0, text.length(), out);
    engine.finish(out);
    return engine.work();
  }

  @Test
  void runningStreamsTakeNewRules() throws IOException {
    Redactor redactor = redactor();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionStream stream = redactor.stream(out::write);
    stream.accept(bytes("BADGE-123456\n"));
    redactor.rules(rule("BADGE-\\d{6}"));
    stream.accept(bytes("BADGE-123456\n"));
    redactor.rules(RuleSet.NONE);
    stream.accept(bytes("BADGE-123456\n"));
    stream.finish();
    assertThat(out.toString().replaceAll(MASK, "M")).isEqualTo("BADGE-123456\nM\nBADGE-123456\n");
  }

  @Test
  void allowedValuesStayReadable() {
    Redactor redactor = with(allowing(Allowance.Form.TEXT, "h4rdT0Guess"));
    assertThat(plain(redactor, "password=h4rdT0Guess")).isEqualTo("password=h4rdT0Guess");
    assertThat(plain(redactor, "password=h4rdT0Guess2")).isEqualTo("password=M");
    String token = checkedToken("ghp_");
    Redactor pattern = with(allowing(Allowance.Form.PATTERN, "ghp_[A-Za-z0-9]{36}"));
    assertThat(plain(pattern, "x " + token)).isEqualTo("x " + token);
    assertThat(plain(pattern, "x " + checkedToken("gho_"))).isEqualTo("x M");
  }

  @Test
  void knownValueIsMaskedWhateverIsAllowed() {
    Redactor redactor = knowing("kn0wn-value");
    redactor.rules(allowing(Allowance.Form.TEXT, "kn0wn-value"));
    assertThat(plain(redactor, "password=kn0wn-value")).isEqualTo("password=M");
  }

  @Test
  void refusalNamesFieldRuleAndRemedy() {
    assertRefused("rules[0].id", new AddedRule("Bad Id", "badge", "badge\\d", ""));
    assertRefused("rules[0].kind", new AddedRule("r1", "Badge", "badge\\d", ""));
    assertRefused("rules[0].pattern", new AddedRule("r1", "badge", "badge(", ""));
    assertRefused("rules[0].pattern", new AddedRule("r1", "badge", "(?=badge)", ""));
    assertRefused("rules[0].pattern", new AddedRule("r1", "badge", "", "badge"));
    assertRefused("rules[0].pattern", new AddedRule("r1", "badge", "x".repeat(501), ""));
    assertRefused(
        "rules[0].pattern", new AddedRule("r1", "badge", "badge(a{1,99}){1,9}b{999}", ""));
    assertRefused("rules[0].pattern", new AddedRule("r1", "badge", "(badge)?", "badge"));
    assertRefused("rules[0].pattern", new AddedRule("r1", "badge", "\\b|badge", "badge"));
    assertRefused("rules[0].anchor", new AddedRule("r1", "badge", "[0-9]{6}", ""));
    assertRefused("rules[0].anchor", new AddedRule("r1", "badge", "badge|door", ""));
    assertRefused("rules[0].anchor", new AddedRule("r1", "badge", "ab\\d+", "ab"));
    assertThatThrownBy(
            () ->
                RuleSet.of(
                    Collections.nCopies(RuleSet.MAX_RULES + 1, AddedRule.of("r", "k", "abc")),
                    List.of()))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> allowing(Allowance.Form.PATTERN, ".*"))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.field()).hasValue("allowances[0].value"));
    assertThatThrownBy(() -> allowing(Allowance.Form.TEXT, "")).isInstanceOf(Refused.class);
  }

  private static void assertRefused(String field, AddedRule rule) {
    assertThatThrownBy(() -> RuleSet.of(List.of(rule), List.of()))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.field()).hasValue(field);
              assertThat(refused.remedy().steps()).isNotEmpty();
            });
  }

  @Test
  void anchorIsDerivedFromWhatEveryMatchHolds() {
    assertThat(AnchorLiteral.of("BADGE-\\d{6}")).isEqualTo("BADGE-");
    assertThat(AnchorLiteral.of("(?i)x+corp\\.test/[a-z]+")).isEqualTo("corp.test/");
    assertThat(AnchorLiteral.of("abcd?ef")).isEqualTo("abc");
    assertThat(AnchorLiteral.of("abcd{0,2}efg")).isEqualTo("abc");
    assertThat(AnchorLiteral.of("a|b")).isEmpty();
    assertThat(AnchorLiteral.of("(one|two)")).isEmpty();
    assertThat(AnchorLiteral.of("[abc]]def")).isEqualTo("]def");
    assertThat(AnchorLiteral.of("\\p{Greek}abc\\x41def")).isEqualTo("abc");
    assertThat(AnchorLiteral.of("[[:alpha:]-]xyz")).isEqualTo("xyz");
    assertThat(AnchorLiteral.of("\\101BC-\\d")).isEqualTo("BC-");
    assertThat(AnchorLiteral.of("\\0101bc-\\d")).isEqualTo("1bc-");
    assertThat(AnchorLiteral.of("\\12door\\1018")).isEqualTo("door");
    assertThat(AnchorLiteral.of("ÄBC-\\d")).isEqualTo("BC-");
    assertThat(AnchorLiteral.of("abcé\\d")).isEqualTo("abc");
  }

  @Test
  void trialShowsWhatARuleWouldMask() {
    RuleTrial trial =
        rule("BADGE-\\d{6}").check(redactor(), List.of("at BADGE-123456", "at the door"));
    assertThat(trial.samples().get(0).toString()).matches("at " + MASK);
    assertThat(trial.samples().get(1).isMasked()).isFalse();
    assertThat(trial.cleanMasked()).isZero();
    assertThat(trial.masksTooMuch()).isFalse();
    assertThat(rule("INFO.*").check(redactor(), List.of()).masksTooMuch()).isTrue();
    RuleSet narrow =
        RuleSet.of(List.of(new AddedRule("r1", "badge", "[A-Z]+-\\d{6}", "badge-")), List.of());
    assertThat(narrow.check(redactor(), List.of("at DOOR-123456")).withoutAnchor()).isEqualTo(1);
    assertThatThrownBy(() -> narrow.check(redactor(), Collections.nCopies(101, "x")))
        .isInstanceOf(Refused.class);
  }

  @Test
  void trialNamesTheFormatsAnAllowanceLeavesReadable() {
    assertThat(
            allowing(Allowance.Form.PATTERN, "gh[po]_.*")
                .check(redactor(), List.of())
                .formatsAllowed())
        .containsExactly("github_token");
    assertThat(allowing(Allowance.Form.PATTERN, ".+").check(redactor(), List.of()).formatsAllowed())
        .hasSizeGreaterThan(100);
    assertThat(
            allowing(Allowance.Form.TEXT, checkedToken("ghp_"))
                .check(redactor(), List.of())
                .formatsAllowed())
        .isEmpty();
    assertThat(rule("BADGE-\\d{6}").check(redactor(), List.of()).formatsAllowed()).isEmpty();
  }

  @Test
  void redactorForATrialMasksWhatIsKnownAndLeavesTheOneItIsOfAlone() {
    Redactor redactor = knowing("kn0wn-value");
    Redactor trial = redactor.with(rule("BADGE-\\d{6}"));
    assertThat(plain(trial, "BADGE-123456 kn0wn-value")).isEqualTo("M M");
    assertThat(plain(redactor, "BADGE-123456 kn0wn-value")).isEqualTo("BADGE-123456 M");
    assertThat(redactor.findKnown("password=hunter2again")).isEmpty();
    assertThat(redactor.findKnown("x kn0wn-value")).hasSize(1);
  }

  @Test
  void trialLeavesTheRedactorAsItIs() {
    Redactor redactor = knowing("kn0wn-value");
    RuleTrial trial = rule("BADGE-\\d{6}").check(redactor, List.of("kn0wn-value"));
    assertThat(trial.samples().get(0).isMasked()).isFalse();
    assertThat(plain(redactor, "BADGE-123456 kn0wn-value")).isEqualTo("BADGE-123456 M");
  }
}
