package dev.sealward.secret;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-01")
class ValueDocumentTest {
  private static final String SECRET = "zq81kfm2-hunter2";

  @ParameterizedTest
  @EnumSource(
      value = SecretType.class,
      names = {"API_KEY", "LLM_API_KEY", "PROVIDER_CREDENTIAL", "DEVICE_SHARED_SECRET", "CUSTOM"})
  void plainTextBecomesAnObjectWithTheFieldValue(SecretType type) {
    assertThat(json(type, SECRET)).isEqualTo("{\"value\":\"" + SECRET + "\"}");
    assertThat(parts(type, SECRET)).containsExactly(SECRET);
  }

  @Test
  void plainTextOfATypeWithOneOtherFieldTakesThatName() {
    assertThat(json(SecretType.OAUTH_TOKEN, SECRET))
        .isEqualTo("{\"access_token\":\"" + SECRET + "\"}");
    assertThat(json(SecretType.DB_CONNECTION, SECRET))
        .isEqualTo("{\"password\":\"" + SECRET + "\"}");
    assertThat(json(SecretType.SSH_KEY, "-----BEGIN\nKEY\n"))
        .isEqualTo("{\"private_key\":\"-----BEGIN\\nKEY\\n\"}");
  }

  @Test
  void typeWithTwoFieldsTakesNoPlainText() {
    Refused refused = refused(SecretType.BASIC_AUTH, SECRET);
    assertThat(refused.remedy().code()).isEqualTo("VALUE_FIELDS");
    assertThat(refused.remedy().sentence()).contains("username", "password");
  }

  @Test
  void objectIsKeptAsItWasTyped() {
    String typed = " {\"password\" : \"" + SECRET + "\",\n\"username\":\"ann\"} ";
    assertThat(json(SecretType.BASIC_AUTH, typed)).isEqualTo(typed);
  }

  @Test
  void publicFieldsAreNoSecretPartsAndThePairOfBasicAuthenticationIsOne() {
    assertThat(
            parts(
                SecretType.BASIC_AUTH,
                "{\"username\":\"ann-public\",\"password\":\"" + SECRET + "\"}"))
        .contains(SECRET, "ann-public:" + SECRET)
        .doesNotContain("ann-public");
    assertThat(
            parts(
                SecretType.DB_CONNECTION,
                "{\"host\":\"db.example.test\",\"port\":5432,\"password\":\"" + SECRET + "\"}"))
        .contains(SECRET)
        .doesNotContain("db.example.test", "5432");
  }

  @Test
  void nestedTextsAndLongNumbersAreSecretParts() {
    String typed =
        "{\"a\":{\"username\":\"deep-in-it\",\"b\":[\"in-an-array\",1234567890123,true,null]},"
            + "\"short\":42}";
    assertThat(parts(SecretType.CUSTOM, typed))
        .contains("deep-in-it", "in-an-array", "1234567890123", typed)
        .doesNotContain("42", "true");
  }

  @ParameterizedTest
  @MethodSource("missingFields")
  void eachTypeInsistsOnItsFields(SecretType type, String typed) {
    Refused refused = refused(type, typed);
    assertThat(refused.remedy().code()).isEqualTo("VALUE_FIELDS");
    assertThat(refused.field()).contains("value");
  }

  static Stream<Arguments> missingFields() {
    return Stream.of(
        Arguments.of(SecretType.API_KEY, "{\"key\":\"zq81kfm2-hunter2\"}"),
        Arguments.of(SecretType.API_KEY, "{\"value\":\"\"}"),
        Arguments.of(SecretType.API_KEY, "{\"value\":12345678}"),
        Arguments.of(SecretType.API_KEY, "{\"value\":[\"zq81kfm2-hunter2\"]}"),
        Arguments.of(SecretType.OAUTH_TOKEN, "{\"value\":\"zq81kfm2-hunter2\"}"),
        Arguments.of(SecretType.BASIC_AUTH, "{\"password\":\"zq81kfm2-hunter2\"}"),
        Arguments.of(SecretType.DB_CONNECTION, "{\"host\":\"db.example.test\"}"),
        Arguments.of(SecretType.SSH_KEY, "{\"public_key\":\"zq81kfm2-hunter2\"}"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void brokenOrOverGrownObjectsAreRefusedWithoutAQuote(String typed) {
    Refused refused = refused(SecretType.CUSTOM, typed);
    assertThat(refused.remedy().code()).isEqualTo("VALUE_MALFORMED");
    assertThat(refused.toString() + refused.remedy()).doesNotContain("hunter2");
    assertThat(refused.getCause()).isNull();
  }

  static Stream<String> malformed() {
    return Stream.of(
        "{zq81kfm2-hunter2}",
        "{\"value\":zq81kfm2-hunter2}",
        "{\"value\":\"zq81kfm2-hunter2}",
        "{\"value\":\"zq81kfm2-hunter2\"} {\"value\":\"b\"}",
        "{\"value\":\"zq81kfm2-hunter2\",\"value\":\"the second one\"}",
        "{\"a\":".repeat(9) + "\"zq81kfm2-hunter2\"" + "}".repeat(9),
        "{\"" + "n".repeat(65) + "\":\"zq81kfm2-hunter2\"}",
        "{" + fields(65) + "}",
        "{\"list\":[" + "\"zq81kfm2-hunter2\",".repeat(64) + "\"last\"]}");
  }

  @Test
  @Tag("ST-SEC-002")
  void bracketsInsideTextsAreNoNesting() {
    String typed = "{\"value\":\"" + "[{\\\"".repeat(100) + "\"}";
    assertThat(json(SecretType.API_KEY, typed)).isEqualTo(typed);
  }

  @Test
  void limitsAreWhatTheySay() {
    assertThat(parts(SecretType.CUSTOM, "{" + fields(64) + "}")).hasSizeGreaterThanOrEqualTo(64);
    assertThat(json(SecretType.API_KEY, "x".repeat(ValueDocument.MAX_BYTES)))
        .hasSize(ValueDocument.MAX_BYTES + "{\"value\":\"\"}".length());
    assertThat(refused(SecretType.API_KEY, "x".repeat(ValueDocument.MAX_BYTES + 1)).remedy().code())
        .isEqualTo("VALUE_TOO_LONG");
    assertThat(refused(SecretType.API_KEY, "").remedy().code()).isEqualTo("VALUE_MISSING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{ }", "{\"a\":1}", "{\"a\":\"\"}", "{\"a\":{\"b\":null}}"})
  void objectWithoutASecretIsRefused(String typed) {
    assertThat(refused(SecretType.CUSTOM, typed).remedy().code()).isEqualTo("VALUE_EMPTY");
  }

  @Test
  void valueIsUtf8Text() {
    byte[] broken = {'a', (byte) 0xff, 'b'};
    byte[] brokenObject = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'};
    for (byte[] bytes : List.of(broken, brokenObject)) {
      Refused refused =
          catchThrowableOfType(
              Refused.class, () -> ValueDocument.of(SecretType.API_KEY, SecretValue.copyOf(bytes)));
      assertThat(refused.remedy().code()).isEqualTo("VALUE_NOT_TEXT");
    }
    byte[] wide = "{\"value\":\"a\"}".getBytes(UTF_16LE);
    assertThat(
            catchThrowableOfType(
                    Refused.class,
                    () -> ValueDocument.of(SecretType.API_KEY, SecretValue.copyOf(wide)))
                .remedy()
                .code())
        .isEqualTo("VALUE_MALFORMED");
  }

  @Test
  @Tag("HOME-05")
  void printsNothingAndZeroesWhatItHeld() {
    ValueDocument document =
        ValueDocument.of(
            SecretType.CUSTOM, SecretValue.copyOf(("{\"a\":\"" + SECRET + "\"}").toCharArray()));
    assertThat(document).hasToString("ValueDocument[hidden]");
    document.close();
    assertThat(document.json()).containsOnly(0);
    assertThat(document.secretParts().values()).allSatisfy(p -> assertThat(p).containsOnly(0));
  }

  private static String fields(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"f" + i + "\":\"zq81kfm2-hunter2-" + i + "\"")
        .collect(Collectors.joining(","));
  }

  private static String json(SecretType type, String typed) {
    try (SecretValue value = SecretValue.copyOf(typed.toCharArray());
        ValueDocument document = ValueDocument.of(type, value)) {
      return new String(document.json(), UTF_8);
    }
  }

  private static List<String> parts(SecretType type, String typed) {
    try (SecretValue value = SecretValue.copyOf(typed.toCharArray());
        ValueDocument document = ValueDocument.of(type, value)) {
      return document.secretParts().values().stream().map(part -> new String(part, UTF_8)).toList();
    }
  }

  private static Refused refused(SecretType type, String typed) {
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> ValueDocument.of(type, SecretValue.copyOf(typed.toCharArray())));
    assertThat(refused).as("refused").isNotNull();
    return refused;
  }
}
