package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FR-028-002b")
class InputTest {

  @Test
  void lineDropsSurroundingBlanks() {
    assertThat(Input.line("description", "  für das Büro 😀 \n", 100)).isEqualTo("für das Büro 😀");
    assertThat(Input.line("description", null, 100)).isEmpty();
  }

  @Test
  void lengthIsCountedAfterTheBlanks() {
    assertThat(Input.line("description", " " + "x".repeat(100) + " ", 100)).hasSize(100);
    Refused refused =
        catchThrowableOfType(Refused.class, () -> Input.line("description", "x".repeat(101), 100));
    assertThat(refused.remedy().code()).isEqualTo("FIELD_TOO_LONG");
    assertThat(refused.remedy().problem()).contains("100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\rb",
        "a\tb",
        "a\u0000b",
        "a\u001bb",
        "a\u007fb",
        "a\u0085b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\u2028b",
        "a\u2029b",
        "a\ufeffb",
        "a\ud800b",
        "a\udc00b"
      })
  void lineTakesVisibleCharactersOnly(String text) {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> Input.line("description", text, 100));
    assertThat(refused).isNotNull();
    assertThat(refused.remedy().code()).isEqualTo("FIELD_CHARACTERS");
    assertThat(refused.field()).contains("description");
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"  ", "\n"})
  void requiredLineMustHoldSomething(String text) {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> Input.requiredLine("label", text, 100));
    assertThat(refused.remedy().code()).isEqualTo("FIELD_MISSING");
  }

  @Test
  @Tag("ST-SEC-002")
  void refusalsNeverCarryTheInput() {
    String typed = "hunter2-Zq8vT3x/" + "x".repeat(600);
    for (Runnable check :
        new Runnable[] {
          () -> Input.id("entity", typed),
          () -> Input.line("description", typed, 10),
          () -> Input.line("description", typed + "\u0000", 1000),
          () -> SecretName.of(typed),
          () -> SecretRef.parse(typed),
          () -> SecretRef.parse("secret://" + typed),
          () -> SecretId.parse(typed),
          () -> RunId.parse(typed),
          () -> Environment.parse(typed)
        }) {
      Refused refused = catchThrowableOfType(Refused.class, check::run);
      assertThat(refused).isNotNull();
      assertThat(refused.toString() + refused.remedy() + refused.field()).doesNotContain("hunter2");
      assertThat(refused.getStackTrace()).isEmpty();
    }
  }
}
