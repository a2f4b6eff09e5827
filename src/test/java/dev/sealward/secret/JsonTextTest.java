package dev.sealward.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-01")
class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "quote \" backslash \\ slash /",
        "line\nfeed\r\ttab\bback\fform",
        "}{][\",:",
        "\\u0041 \\\\n",
        "grün 漢字 😀 \u007f \u0085 \u2028 \ufeff"
      })
  void whatIsWrittenReadsBackAsTheSameText(String text) {
    assertThat(read(JsonText.object("value", text.getBytes(UTF_8)))).isEqualTo(text);
  }

  @Test
  void everyControlCharacterReadsBack() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x100; c++) {
      all.append(c);
    }
    byte[] json = JsonText.object("value", all.toString().getBytes(UTF_8));
    assertThat(read(json)).isEqualTo(all.toString());
    for (byte b : json) {
      assertThat(b < 0 || b >= ' ').isTrue();
    }
  }

  @Test
  void onlyWhatMustBeEscapedIs() {
    assertThat(new String(JsonText.object("value", "a/\"ü".getBytes(UTF_8)), UTF_8))
        .isEqualTo("{\"value\":\"a/\\\"ü\"}");
  }

  private static String read(byte[] json) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(json))) {
      return reader.readObject().getString("value");
    }
  }
}
