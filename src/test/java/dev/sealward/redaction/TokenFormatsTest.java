package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.masked;
import static dev.sealward.redaction.Samples.redactor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("ST-SEC-002")
@Tag("ST-SEC-004")
@Tag("HOME-05")
class TokenFormatsTest {
  private static final String MASK = "\\[masked:[a-z0-9_]+:[0-9a-f]{4}]";

  static Stream<TokenFormat> rows() {
    return TokenFormat.ALL.stream();
  }

  private static String behind(TokenFormat format, String credential) {
    return format.place() == TokenFormat.Place.BEHIND_NAME
        ? format.word() + " = \"" + credential + "\""
        : "got " + credential + " now";
  }

  @Test
  void moreThanAHundredAndFiftyProvidersAreKnown() {
    assertThat(TokenFormat.ALL.stream().map(TokenFormat::provider).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(150);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowNamesItsKindAndDocumentation(TokenFormat format) {
    assertThat(format.kind()).matches("[a-z0-9_]{1,40}");
    assertThat(format.provider()).matches("[a-z0-9]+");
    assertThat(format.documentation()).matches("[a-z0-9.-]+\\.[a-z]{2,}/\\S*");
    assertThat(format.word().length()).isGreaterThanOrEqualTo(Anchors.MIN_BYTES);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void credentialOfEveryFormatIsMasked(TokenFormat format) {
    Random random = new Random(format.hashCode() & 0xff);
    for (int i = 0; i < 5; i++) {
      String credential = ShapeSamples.credential(format, random);
      String out = masked(redactor(), behind(format, credential));
      assertThat(out).doesNotContain(ShapeSamples.secret(format, credential)).contains("[masked:");
    }
  }

  /** The same without what makes it one: filled up, cut short, or away from its name. */
  @ParameterizedTest
  @MethodSource("rows")
  void whatOnlyLooksLikeItStays(TokenFormat format) {
    if (format.place() == TokenFormat.Place.BEHIND_NAME) {
      String credential = ShapeSamples.credential(format, new Random(3));
      assertThat(redactor().find("build " + credential.replace('\'', 'x') + " done"))
          .filteredOn(finding -> finding.rule().equals(format.kind()))
          .isEmpty();
      String commit = format.word() + " commit " + ShapeSamples.run('h', 40, new Random(4));
      assertThat(masked(redactor(), commit)).isEqualTo(commit);
      return;
    }
    String word =
        format.place() == TokenFormat.Place.INSIDE ? "id." + format.word() : format.word();
    for (String body : new String[] {"x".repeat(48), "0".repeat(48), "...", ""}) {
      String text = "see " + word + body + " here";
      assertThat(masked(redactor(), text)).isEqualTo(text);
    }
  }

  @Test
  void kindIsWhatTheMaskSays() {
    for (TokenFormat format : TokenFormat.ALL) {
      String credential = ShapeSamples.credential(format, new Random(5));
      String out = redactor().redact(behind(format, credential)).toString();
      assertThat(out.replaceAll(MASK, "")).doesNotContain(ShapeSamples.secret(format, credential));
      assertThat(TokenFormats.isKind(format.kind())).isTrue();
    }
  }

  /** Counts the bytes that rules read: twice the input must be about twice the work. */
  @Test
  @Tag("ST-SEC-005")
  void wordsOfFormatsCostLinearWork() {
    for (String part :
        List.of(
            "ghp_",
            "access ",
            "okta KEY ",
            "okta-key-",
            "datadog=",
            "user=",
            ";user=x;password=",
            "x == password ",
            "\"x\" == password ",
            "private-lines: 9\n",
            "private-lines: 99\nabc\n",
            " -u a:'",
            "password is '",
            "8Q~",
            "login password ",
            "token := {[(")) {
      long work = work(part.repeat(40_000 / part.length()));
      long twice = work(part.repeat(80_000 / part.length()));
      assertThat(twice).as(part).isLessThanOrEqualTo(work * 2 + work / 4 + 100_000);
      assertThat(work).as(part).isLessThan(40_000L * 1500);
    }
  }

  private static long work(String text) {
    Keys keys = new Keys(new byte[32]);
    Engine engine = new Engine(keys, () -> KnownValues.none(keys), Engine.Scope.ALL);
    Redactor.FindingOutput out = new Redactor.FindingOutput();
    engine.accept(Samples.bytes(text), 0, text.length(), out);
    engine.finish(out);
    return engine.work();
  }

  @Test
  void rowThatIsNoneIsRefused() {
    assertThatThrownBy(() -> TokenFormat.parse("a b c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TokenFormat.parse("a b abc q9 x.test/"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
