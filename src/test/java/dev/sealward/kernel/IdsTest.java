package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FR-028-002b")
class IdsTest {
  private static final List<Function<String, Object>> TYPES =
      List.of(TenantId::of, WorkspaceId::of, ProviderId::of, EntityId::of, ProjectId::of);

  /** What no id and no name may look like. */
  static Stream<String> hostile() {
    return Stream.of(
        "..",
        "../etc",
        "a..b",
        "a/b",
        "/a",
        "a\\b",
        "a%2fb",
        "a;b",
        "a:b",
        "a b",
        " a",
        "a ",
        "a\n",
        "a\t",
        "a\u0000",
        "\u0000",
        "a\u001b[31m",
        "a\u007f",
        "a\u0085b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\u200db",
        "\ufeffa",
        "аdmin",
        "ａdmin",
        "admın",
        "ad\u0301min",
        "a１",
        "\ud83d\ude00",
        "a\ud800",
        ".a",
        "-a",
        "_a",
        "a'b",
        "a\"b",
        "a<b",
        "a${b}",
        "a#{b}",
        "a*",
        "a?",
        "con",
        "nul",
        "nul.txt",
        "com1",
        "lpt9.log",
        "aux",
        "prn");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileTextIsNoId(String text) {
    for (Function<String, Object> type : TYPES) {
      Refused refused = catchThrowableOfType(Refused.class, () -> type.apply(text));
      assertThat(refused).isNotNull();
      assertThat(refused.kind()).isEqualTo(Refused.Kind.INVALID);
      assertThat(refused.remedy().code()).isEqualTo("ID_INVALID");
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileTextIsNoSecretName(String text) {
    Refused refused = catchThrowableOfType(Refused.class, () -> SecretName.of(text));
    assertThat(refused).isNotNull();
    assertThat(refused.remedy().code()).isEqualTo("NAME_INVALID");
  }

  @Tag("ATTACK-05")
  @ParameterizedTest
  @ValueSource(strings = {"CON", "Nul", "COM1.txt", "Lpt3"})
  void reservedNamesAreRefusedInAnyCase(String text) {
    assertThatThrownBy(() -> SecretName.of(text)).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {" ", "\t\n"})
  void absentTextIsMissingRatherThanInvalid(String text) {
    for (Function<String, Object> type : TYPES) {
      assertThat(catchThrowableOfType(Refused.class, () -> type.apply(text)).remedy().code())
          .isEqualTo("FIELD_MISSING");
    }
    assertThat(catchThrowableOfType(Refused.class, () -> SecretName.of(text)).remedy().code())
        .isEqualTo("FIELD_MISSING");
  }

  @Test
  void idsTakeUpTo63LowerCaseCharacters() {
    for (Function<String, Object> type : TYPES) {
      for (String text : List.of("a", "0", "a.b-c_d", "console", "com10", "a".repeat(63))) {
        assertThat(type.apply(text)).hasToString(text);
      }
      assertThatThrownBy(() -> type.apply("a".repeat(64))).isInstanceOf(Refused.class);
      assertThatThrownBy(() -> type.apply("Admin")).isInstanceOf(Refused.class);
    }
  }

  @Test
  void secretNamesTakeUpTo128CharactersAndKeepTheirCase() {
    for (String text : List.of("A", "OPENAI_API_KEY", "a.B-c", "x".repeat(128))) {
      assertThat(SecretName.of(text)).hasToString(text);
    }
    assertThat(SecretName.of("Key")).isNotEqualTo(SecretName.of("key"));
    assertThatThrownBy(() -> SecretName.of("x".repeat(129))).isInstanceOf(Refused.class);
  }

  @Test
  void environmentIsOneOfThreeLowerCaseWords() {
    for (Environment environment : Environment.values()) {
      assertThat(Environment.parse(environment.text())).isEqualTo(environment);
    }
    for (String text : new String[] {"PRODUCTION", "prod", "", " dev", null}) {
      assertThat(catchThrowableOfType(Refused.class, () -> Environment.parse(text)).remedy().code())
          .isEqualTo("ENVIRONMENT_INVALID");
    }
  }

  @Test
  void rowIdsAreCanonicalUuidsOrMissing() {
    String text = "0b4ec1f0-7a52-4c6e-9f7e-0d3a6f6f2b11";
    assertThat(SecretId.parse(text)).hasToString(text);
    assertThat(RunId.parse(text)).hasToString(text);
    for (String other :
        List.of(
            "", "1-1-1-1-1", text.toUpperCase(java.util.Locale.ROOT), text + " ", "../" + text)) {
      assertThat(catchThrowableOfType(Refused.class, () -> SecretId.parse(other)).kind())
          .isEqualTo(Refused.Kind.MISSING);
      assertThat(catchThrowableOfType(Refused.class, () -> RunId.parse(other)).kind())
          .isEqualTo(Refused.Kind.MISSING);
    }
  }
}
