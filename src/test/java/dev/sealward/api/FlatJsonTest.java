package dev.sealward.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-002")
class FlatJsonTest {

  @Test
  void takesABodyOfTheLimitAndNoMore() {
    String body = "{\"title\":\"" + "x".repeat(88) + "\"}";
    assertThat(body).hasSize(100);
    assertThat(read(body, 100).requiredText("title")).hasSize(88);
    assertRefused(() -> read(body, 99), Refused.Kind.TOO_LARGE, "BODY_TOO_LARGE");
  }

  @Test
  void anEmptyBodyIsNoObject() {
    assertRefused(() -> read("", 100), Refused.Kind.MALFORMED, "JSON_INVALID");
    assertRefused(() -> read("null", 100), Refused.Kind.MALFORMED, "JSON_INVALID");
  }

  @Test
  void depthIsLimitedHoweverDeepItGoes() {
    String eight = "{\"a\":" + "[".repeat(7) + "]".repeat(7) + "}";
    assertThat(read(eight, 100).text("b")).isNull();
    String nine = "{\"a\":" + "[".repeat(8) + "]".repeat(8) + "}";
    assertRefused(() -> read(nine, 100), Refused.Kind.MALFORMED, "JSON_TOO_DEEP");
    String bottomless = "{\"a\":".repeat(200_000);
    assertRefused(() -> read(bottomless, 2 << 20), Refused.Kind.MALFORMED, "JSON_TOO_DEEP");
  }

  @Test
  void membersAreLimited() {
    String many =
        IntStream.range(0, 65)
            .mapToObj(i -> "\"m" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    assertRefused(() -> read(many, 4096), Refused.Kind.MALFORMED, "JSON_TOO_MANY_MEMBERS");
  }

  @Test
  void wrongTypesAndMissingMembersAreNamed() {
    FlatJson json = read("{\"title\":[1],\"n\":\"1\",\"t\":true,\"z\":null}", 100);
    for (String name : new String[] {"title", "t", "z"}) {
      assertRefused(() -> json.requiredText(name), Refused.Kind.INVALID, "FIELD_TYPE");
    }
    assertRefused(() -> json.requiredNumber("n"), Refused.Kind.INVALID, "FIELD_TYPE");
    assertRefused(() -> json.requiredText("ref"), Refused.Kind.INVALID, "FIELD_MISSING");
    assertThat(json.text("ref")).isNull();
  }

  @Test
  void refusalsSayNothingOfTheBody() {
    for (String body :
        new String[] {
          "hunter2-hunter2",
          "{\"hunter2-hunter2\"",
          "{\"hunter2\":1,\"hunter2\":2}",
          "{\"a\":hunter2}"
        }) {
      assertThatThrownBy(() -> read(body, 100))
          .isInstanceOf(Refused.class)
          .hasMessageNotContaining("hunter2")
          .hasNoCause();
    }
  }

  @Test
  void everyTextIsCheckedAsItIsRead() {
    List<String> checked = new ArrayList<>();
    String body = "{\"title\":\"a run\",\"n\":1,\"rest\":\"unread\"}";
    FlatJson json = read(body, 100, (field, text) -> checked.add(field + "=" + text));
    json.requiredText("title");
    json.text("absent");
    json.requiredNumber("n");
    assertThat(checked).containsExactly("title=a run");

    FlatJson refused =
        read(
            body,
            100,
            (field, text) -> {
              throw Refused.missing(field);
            });
    assertThatThrownBy(() -> refused.text("title")).isInstanceOf(Refused.class);
  }

  private static FlatJson read(String body, int maxBytes) {
    return read(body, maxBytes, (field, text) -> {});
  }

  private static FlatJson read(String body, int maxBytes, TextCheck check) {
    return FlatJson.read(new ByteArrayInputStream(body.getBytes(UTF_8)), maxBytes, check);
  }

  private static void assertRefused(ThrowingCallable call, Refused.Kind kind, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(kind);
              assertThat(refused.remedy().code()).isEqualTo(code);
            });
  }
}
