package dev.sealward.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("VAULT-03")
class SecretBodyTest {
  private static final TextCheck NO_CHECK = (field, text) -> {};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"value\":\"sk-plain\"} | sk-plain",
        "{\"name\":\"a\",\"value\" :\t\"sk-behind\"} | sk-behind",
        "{\"value\":\"a\\\"b\\\\c\\/d\\n\\t\"} | `a\"b\\c/d\n\t`",
        "{\"value\":\"\\u00e9\\u20AC\\ud83d\\ude00é€😀\"} | é€😀é€😀",
        "{\"value\":\"}],{\"} | `}],{`",
        "{\"value\":{\"username\":\"u\",\"password\":\"p}\"},\"name\":\"a\"} |"
            + " {\"username\":\"u\",\"password\":\"p}\"}",
        "{\"other\":{\"value\":\"inner\"},\"value\":\"outer\"} | outer",
        "{\"name\":\"value\",\"value\":\"real\"} | real"
      })
  void valueIsWhatTheJsonSays(String json, String expected) {
    try (SecretBody body = SecretBody.parse(json.getBytes(UTF_8), NO_CHECK)) {
      assertThat(body.value().<String>use(bytes -> new String(bytes, UTF_8))).isEqualTo(expected);
    }
  }

  @Test
  void whatIsReadAfterwardsHoldsNothingOfTheValue() {
    byte[] json =
        "{\"name\":\"billing\",\"value\":\"sk-secret\",\"type\":\"custom\"}".getBytes(UTF_8);
    try (SecretBody body = SecretBody.parse(json, NO_CHECK)) {
      assertThat(body.rest().requiredText("name")).isEqualTo("billing");
      assertThat(body.rest().text("type")).isEqualTo("custom");
      assertThat(catchThrowableOfType(Refused.class, () -> body.rest().text("value"))).isNotNull();
      assertThat(body).hasToString("SecretBody[hidden]");
    }
    assertThat(json).as("the bytes that came in").containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"a\"} | FIELD_MISSING",
        "{} | FIELD_MISSING",
        "{\"value\":} | JSON_INVALID",
        "{\"value\":12} | FIELD_TYPE",
        "{\"value\":null} | FIELD_TYPE",
        "{\"value\":[\"zq7marker\"]} | FIELD_TYPE",
        "{\"value\":\"zq7marker\",\"value\":\"b\"} | JSON_MEMBER_TWICE",
        "{\"value\":\"zq7marker | JSON_INVALID",
        "{\"value\":\"zq7marker\"}x | JSON_INVALID",
        "[{\"value\":\"zq7marker\"}] | JSON_INVALID",
        "{\"value\":\"zq7marker\\x\"} | VALUE_MALFORMED",
        "{\"value\":\"zq7marker\\u12\"} | VALUE_MALFORMED",
        "{\"value\":\"zq7marker\\ud83d\"} | VALUE_MALFORMED",
        "{\"value\":\"zq7marker\\ude00\"} | VALUE_MALFORMED",
        "`{\"value\":\"zq7marker\n\"}` | VALUE_MALFORMED",
        "{\"\\u0076alue\":\"zq7marker\"} | FIELD_MISSING"
      })
  void bodyWithoutAProperValueIsRefusedWithoutItsText(String json, String code) {
    byte[] bytes = json.getBytes(UTF_8);
    Refused refused =
        catchThrowableOfType(Refused.class, () -> SecretBody.parse(bytes, NO_CHECK).close());
    assertThat(refused.remedy().code()).isEqualTo(code);
    assertThat(refused.getMessage()).doesNotContain("zq7marker");
    assertThat(bytes).containsOnly(0);
  }
}
