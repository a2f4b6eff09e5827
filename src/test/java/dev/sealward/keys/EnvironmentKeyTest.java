package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.MasterKeySource.Obtained;
import dev.sealward.keys.MasterKeySource.Recorded;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-09")
class EnvironmentKeyTest {
  private static final byte[] KEY = new byte[32];

  static {
    for (int i = 0; i < KEY.length; i++) {
      KEY[i] = (byte) (i * 7 + 1);
    }
  }

  private static final String HEX = HexFormat.of().formatHex(KEY);
  private static final String BASE64 = Base64.getEncoder().encodeToString(KEY);

  @Test
  void eachVariableTakesItsForms() {
    assertThat(key(Map.of("SEALWARD_MASTER_KEY", BASE64))).isEqualTo(KEY);
    assertThat(key(Map.of("SEALWARD_MASTER_KEY", HEX))).isEqualTo(KEY);
    assertThat(key(Map.of("SEALWARD_MASTER_KEY", " " + HEX.toUpperCase(Locale.ROOT) + "\n")))
        .isEqualTo(KEY);
    assertThat(key(Map.of("MASTER_ENCRYPTION_KEY", HEX))).isEqualTo(KEY);
    assertThat(key(Map.of("SECRETS_MASTER_KEY", BASE64))).isEqualTo(KEY);
  }

  @Test
  void ownVariableComesFirstAndABlankOneCountsAsNone() {
    String other = Base64.getEncoder().encodeToString(new byte[32]);
    assertThat(key(Map.of("SEALWARD_MASTER_KEY", BASE64, "SECRETS_MASTER_KEY", other)))
        .isEqualTo(KEY);
    assertThat(key(Map.of("SEALWARD_MASTER_KEY", " ", "SECRETS_MASTER_KEY", BASE64)))
        .isEqualTo(KEY);
  }

  @Test
  void malformedFirstVariableIsAnErrorEvenIfAnotherWouldDo() {
    assertThat(problem(Map.of("SEALWARD_MASTER_KEY", "typo", "SECRETS_MASTER_KEY", BASE64)).code())
        .isEqualTo("MASTER_KEY_MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "0123456789abcdef",
        "zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "AAAA",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
      })
  void anyOtherTextIsAClearErrorThatDoesNotEchoIt(String text) {
    for (String name :
        new String[] {"SEALWARD_MASTER_KEY", "MASTER_ENCRYPTION_KEY", "SECRETS_MASTER_KEY"}) {
      Remedy remedy = problem(Map.of(name, text));
      assertThat(remedy.code()).isEqualTo("MASTER_KEY_MALFORMED");
      assertThat(remedy.problem()).startsWith(name + " is set but is not").doesNotContain(text);
      assertThat(remedy.sentence()).contains("openssl rand -base64 32");
    }
  }

  @ParameterizedTest
  @CsvSource({"MASTER_ENCRYPTION_KEY, 64 hexadecimal digits", "SECRETS_MASTER_KEY, base64"})
  void formOfTheOtherVariableIsNotTaken(String name, String form) {
    String wrong = name.equals("MASTER_ENCRYPTION_KEY") ? BASE64 : HEX;
    assertThat(problem(Map.of(name, wrong)).problem()).contains(form);
  }

  @Test
  @Tag("ST-SEC-001")
  void noVariableNamesTheSteps() {
    Remedy remedy = problem(Map.of());
    assertThat(remedy.code()).isEqualTo("MASTER_KEY_MISSING");
    assertThat(remedy.steps())
        .as("after set-up only the same key will do")
        .anyMatch(step -> step.contains("SEALWARD_MASTER_KEY") && step.contains("used at set-up"));
    Refused refused =
        catchThrowableOfType(Refused.class, () -> source(Map.of()).make(1, null, new char[0]));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.UNAVAILABLE);
    assertThat(refused.remedy().code()).isEqualTo(remedy.code());
    assertThat(refused.remedy().sentence()).as("at set-up").contains("openssl rand");
  }

  @Test
  void setUpOffersItOnlyWhenItWouldWork() {
    SourceOption good = source(Map.of("SECRETS_MASTER_KEY", BASE64)).option();
    assertThat(good.available()).isTrue();
    assertThat(good.explanation()).contains("SECRETS_MASTER_KEY").doesNotContain(BASE64);
    SourceOption bad = source(Map.of("SECRETS_MASTER_KEY", "wrong-text")).option();
    assertThat(bad.available()).isFalse();
    assertThat(bad.explanation()).contains("SECRETS_MASTER_KEY").doesNotContain("wrong-text");
    assertThat(source(Map.of()).option().available()).isFalse();
    assertThat(source(Map.of()).source()).isEqualTo(KeySource.ENV);
  }

  @Test
  void eachVersionGetsTheKeyItsCheckAccepts() {
    byte[] next = new byte[32];
    next[5] = 9;
    EnvironmentKey source =
        source(
            Map.of(
                "SEALWARD_MASTER_KEY",
                Base64.getEncoder().encodeToString(next),
                "SEALWARD_MASTER_KEY_PREVIOUS",
                HEX));
    assertThat(obtained(source, KEY)).isEqualTo(KEY);
    assertThat(obtained(source, next)).isEqualTo(next);
    assertThat(obtained(source, new byte[32])).as("neither: the first").isEqualTo(next);
    EnvironmentKey previousOnly = source(Map.of("SEALWARD_MASTER_KEY_PREVIOUS", HEX));
    assertThat(obtained(previousOnly, KEY)).isEqualTo(KEY);
  }

  @Test
  void presentKeyIsNoNewOneAndTheStepsSayHowToGiveBoth() {
    EnvironmentKey source = source(Map.of("SEALWARD_MASTER_KEY", BASE64));
    Refused refused =
        catchThrowableOfType(Refused.class, () -> source.make(2, KeyCheck.of(KEY), new char[0]));
    assertThat(refused.remedy().code()).isEqualTo("MASTER_KEY_NOT_NEW");
    assertThat(refused.remedy().sentence())
        .contains(
            "new key in SEALWARD_MASTER_KEY and the present one in SEALWARD_MASTER_KEY_PREVIOUS",
            "rotate")
        .doesNotContain(BASE64);
    assertThat(source.make(2, KeyCheck.of(new byte[32]), new char[0]).key()).isEqualTo(KEY);
  }

  @Test
  void malformedPreviousKeyIsAnErrorThatNamesItUnlessTheFirstIsRight() {
    Map<String, String> environment =
        Map.of("SEALWARD_MASTER_KEY", BASE64, "SEALWARD_MASTER_KEY_PREVIOUS", "secret-typo");
    assertThat(problem(environment).problem())
        .startsWith("SEALWARD_MASTER_KEY_PREVIOUS is set but is not")
        .doesNotContain("secret-typo");
    assertThat(obtained(source(environment), KEY)).isEqualTo(KEY);
  }

  private static byte[] obtained(EnvironmentKey source, byte[] recorded) {
    Obtained obtained = source.obtain(new Recorded(1, null, KeyCheck.of(recorded)), new char[0]);
    return ((Obtained.Key) obtained).key();
  }

  @Test
  @Tag("HOME-05")
  void printsNothing() {
    EnvironmentKey source = source(Map.of("SEALWARD_MASTER_KEY", BASE64));
    assertThat(source.make(1, null, new char[0])).hasToString("Made[hidden]");
    assertThat(source.obtain(Samples.recorded(null), new char[0])).hasToString("Key[hidden]");
    assertThat(source.toString()).doesNotContain(BASE64);
  }

  private static byte[] key(Map<String, String> environment) {
    return source(environment).make(1, null, new char[0]).key();
  }

  private static Remedy problem(Map<String, String> environment) {
    Obtained obtained = source(environment).obtain(Samples.recorded(null), new char[0]);
    assertThat(obtained).isInstanceOf(Obtained.Unavailable.class);
    return ((Obtained.Unavailable) obtained).remedy();
  }

  private static EnvironmentKey source(Map<String, String> environment) {
    return new EnvironmentKey(environment::get);
  }
}
