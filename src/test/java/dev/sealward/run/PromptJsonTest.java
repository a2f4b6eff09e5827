package dev.sealward.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.Redactor;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-005")
@Tag("ATTACK-07")
class PromptJsonTest {
  private static final String SECRET = "ferry-Nightjar-42-lake?";
  private static final String MASK = "\\[masked:password:....]";

  private final Redactor redactor = Redactor.of(new byte[32]);

  private static final String MASK_OPENS = "[masked:";

  PromptJsonTest() {
    register(SECRET);
  }

  private void register(String value) {
    MaskOutcome outcome = redactor.compile("password", value.getBytes(UTF_8));
    redactor.register(List.of(((MaskOutcome.Maskable) outcome).mask()));
  }

  @Test
  void textsAndNamesAreMaskedAndTheRestStays() {
    PromptJson.Masked masked =
        masked(
            "{ \"model\" : \"m\", \"n\": [1, -2.50, 1e3, true, false, null, {}, []],\n"
                + " \"messages\": [{\"role\": \"user\", \"content\": \"log in with "
                + SECRET
                + " now\"}],\n \""
                + SECRET
                + "\": 1}");
    assertThat(masked.text())
        .matches(
            "\\{\"model\":\"m\",\"n\":\\[1,-2\\.50,1e3,true,false,null,\\{},\\[]],"
                + "\"messages\":\\[\\{\"role\":\"user\",\"content\":\"log in with "
                + MASK
                + " now\"}],\""
                + MASK
                + "\":1}");
    assertThat(masked.found()).hasSize(2);
  }

  @Test
  void escapesHideNothing() {
    StringBuilder escaped = new StringBuilder();
    SECRET.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
    assertThat(masked("[\"" + escaped + "\"]").text()).matches("\\[\"" + MASK + "\"]");
  }

  @Test
  void whatANameSaysOfItsValueCounts() {
    assertThat(masked("{\"password\":\"velvet-Harbour-6612\"}").text())
        .matches("\\{\"password\":\"\\[masked:[a-z_]+:....]\"}");
  }

  @Test
  void whatANameSaysOfAListCounts() {
    assertThat(masked("{\"password\":[\"velvet-Harbour-6612\"]}").text()).doesNotContain("Harbour");
    assertThat(masked("[\"--password\",\"velvet-Harbour-6612\"]").text()).doesNotContain("Harbour");
  }

  @Test
  void secretThatIsItselfJsonIsMasked() {
    for (String secret :
        List.of(
            "{\"client\":\"abc-def-77\",\"blob\":\"q8d7 f6g5-h4j3\"}",
            "[\"tango-77-kilo\",\"zulu-19-mike\"]",
            "12345678,87654321",
            "\"na\u00efve-11\",\"\ud83d\udd11-zulu-77\"")) {
      register(secret);
      String inside =
          secret.startsWith("1") || secret.startsWith("\"") ? "[" + secret + "]" : secret;
      String text = masked("{\"\u00fcber\":1,\"content\":" + inside + ",\"n\":[2]}").text();
      assertThat(text).startsWith("{\"\u00fcber\":1,").endsWith(",\"n\":[2]}").contains(MASK_OPENS);
      assertThat(text)
          .doesNotContain("def-77")
          .doesNotContain("kilo")
          .doesNotContain("8765")
          .doesNotContain("zulu");
    }
  }

  @Test
  void secretThatIsANameAndItsValueIsMaskedInBoth() {
    register("abcdefgh-1\":\"ijklmnop-2");
    assertThat(masked("{\"abcdefgh-1\":\"ijklmnop-2\"}").text())
        .doesNotContain("abcdefgh")
        .doesNotContain("ijklmnop");
  }

  @Test
  void numberThatIsKnownBecomesAText() {
    register("9081726354");
    assertThat(masked("{\"n\":9081726354,\"m\":[7]}").text())
        .matches("\\{\"n\":\"?" + MASK + "\"?,\"m\":\\[7]}");
  }

  @Test
  void secretSpreadOverTextsIsMasked() {
    register("first line 9vx2kq\nsecond line 7ht4zp");
    assertThat(masked("[\"first line 9vx2kq\",\"second line 7ht4zp\"]").text())
        .doesNotContain("9vx2kq", "7ht4zp");
  }

  @Test
  void invisibleCharactersAreWrittenAsEscapes() {
    assertThat(masked("[\"a\u202eb\\u0000\\ud800 \\t\\n \ud83d\ude00 gr\u00fc\u00df\"]").text())
        .isEqualTo("[\"a\\u202eb\\u0000\\ud800 \\u0009\\n \ud83d\ude00 gr\u00fc\u00df\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"text\"", "7", "true", "null", "{}", "[]", "{\"a\":{\"b\":[[]]}}"})
  void anyValueIsTaken(String json) {
    assertThat(masked(json).text()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "{\"a\"}",
        "{\"a\":1}{}",
        "[1],",
        "nul",
        "\"open",
        "zq7marker",
        "1 2"
      })
  void whatIsNoWholeValueIsRefusedWithoutAnEcho(String json) {
    assertThatThrownBy(() -> masked(json))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("JSON_INVALID")
        .hasMessageNotContaining("zq7marker");
  }

  @ParameterizedTest
  @CsvSource({"64,", "65,JSON_TOO_DEEP", "5000,JSON_TOO_DEEP"})
  void depthIsBounded(int depth, String code) {
    String json = "[".repeat(depth) + "]".repeat(depth);
    if (code == null) {
      assertThat(masked(json).text()).isEqualTo(json);
    } else {
      assertThatThrownBy(() -> masked(json)).hasMessageStartingWith(code);
    }
  }

  @Test
  void sizeIsBounded() {
    assertThatThrownBy(() -> PromptJson.parse(new byte[PromptJson.MAX_BYTES + 1]))
        .hasMessageStartingWith("PROMPT_TOO_LARGE");
    assertThatThrownBy(() -> masked("[" + "1,".repeat(PromptJson.MAX_VALUES) + "1]"))
        .hasMessageStartingWith("JSON_TOO_MANY_VALUES");
    assertThatThrownBy(() -> PromptJson.parse(new byte[] {'"', (byte) 0xff, '"'}))
        .hasMessageStartingWith("UTF8_INVALID");
  }

  @Test
  void jsonStaysJsonWhateverIsInIt() {
    String[] pieces = {
      SECRET,
      "password=",
      "token: ",
      "Bearer ",
      "\"",
      "\\",
      "\n",
      "{",
      "}",
      ",",
      ":",
      "api_key",
      "postgres://app:hunter2hunter2@db/x",
      "ghp_" + "x7Kq2Lw9Zr4Tn8Vb3Mc6Yd1Hf5Jg0Ps2QaWe",
      "'",
      "-----BEGIN PRIVATE KEY-----",
      "MIIEowIBAAKCAQEAx4Nv3f9KXl0pQmJtYw2hV8Zb1cRr7uE5sDgGkTnYpLqWoAiU",
      "-----END PRIVATE KEY-----",
      " ",
      "x"
    };
    Random random = new Random(3);
    for (int round = 0; round < 150; round++) {
      jakarta.json.JsonArrayBuilder texts = Json.createArrayBuilder();
      jakarta.json.JsonObjectBuilder members = Json.createObjectBuilder();
      for (int i = 0; i < 6; i++) {
        texts.add(words(pieces, random));
        members.add(i + words(pieces, random), words(pieces, random));
        members.add(i + words(pieces, random), random.nextInt());
      }
      JsonValue before = Json.createArrayBuilder().add(texts).add(members).build();
      String after = masked(before.toString()).text();
      assertThat(after).doesNotContain(SECRET);
      try (JsonReader reader = Json.createReader(new StringReader(after))) {
        assertThat(reader.readArray().getJsonArray(0)).hasSize(6);
      }
    }
  }

  @Test
  void printsNothing() {
    assertThat(PromptJson.parse(("[\"" + SECRET + "\"]").getBytes(UTF_8)).toString())
        .isEqualTo("PromptJson[3 parts, hidden]");
  }

  private static String words(String[] pieces, Random random) {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      words.append(pieces[random.nextInt(pieces.length)]);
    }
    return words.toString();
  }

  private PromptJson.Masked masked(String json) {
    return PromptJson.parse(json.getBytes(UTF_8)).masked(redactor);
  }
}
