package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sealward.kernel.HostileIds;
import dev.sealward.program.Agent.Answer;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every body and parameter of the API, filled with what does not belong there. */
@ExtendWith(SharedInstallation.class)
@Tag("INPUT-01")
class BadInputIT {
  /** Stands in every body; no answer may say it back. */
  private static final String MARK = "zq7marker";

  private static final String RESOLVE = "/api/v1/resolve";
  private static final String RUNS = "/api/v1/projects/" + Installation.OTHER_PROJECT + "/runs";
  private static final String REF = "secret://default/default/production/generic/" + MARK;

  private final Installation sealward;

  BadInputIT(Installation sealward) {
    this.sealward = sealward;
  }

  static Stream<Arguments> badReferences() {
    return Stream.of(
        arguments("missing", "{\"other\":\"" + MARK + "\"}", "FIELD_MISSING"),
        arguments("empty", "{\"ref\":\"\",\"x\":\"" + MARK + "\"}", "FIELD_MISSING"),
        arguments("blank", "{\"ref\":\"   \"}", "FIELD_MISSING"),
        arguments("null", "{\"ref\":null}", "FIELD_TYPE"),
        arguments("a number", "{\"ref\":17}", "FIELD_TYPE"),
        arguments("a list", "{\"ref\":[\"" + REF + "\"]}", "FIELD_TYPE"),
        arguments("an object", "{\"ref\":{\"ref\":\"" + REF + "\"}}", "FIELD_TYPE"),
        arguments("no reference", ref(MARK), "REF_INVALID"),
        arguments("too long", ref(REF + "a".repeat(600)), "REF_INVALID"),
        arguments("a part too few", ref("secret://default/production/" + MARK), "REF_INVALID"),
        arguments("a part too many", ref(REF + "/more"), "REF_INVALID"),
        arguments("dot segments", ref(REF.replace("generic", "..")), "REF_INVALID"),
        arguments("encoded dots", ref(REF.replace("generic", "%2e%2e")), "REF_INVALID"),
        arguments("a backslash", ref(REF + "\\\\..\\\\x"), "REF_INVALID"),
        arguments("a NUL", ref(REF + "\\u0000"), "REF_INVALID"),
        arguments("a line break", ref(REF + "\\n"), "REF_INVALID"),
        arguments("a look-alike", ref(REF + "\\u0430"), "REF_INVALID"),
        arguments("a bidi override", ref(REF + "\\u202e"), "REF_INVALID"),
        arguments("half a surrogate", ref(REF + "\\ud83d"), "REF_INVALID"),
        arguments("version zero", ref(REF + "#0"), "REF_INVALID"),
        arguments("version of letters", ref(REF + "#latest"), "REF_INVALID"),
        arguments("huge version", ref(REF + "#99999999999"), "REF_INVALID"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badReferences")
  @Tag("FOUND-02")
  @Tag("FR-028-002b")
  void badReferenceIsRefused(String what, String body, String code) {
    assertProblem(sealward.agent().post(RESOLVE, body), 422, code, "ref");
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        arguments("nothing", "", 400, "JSON_INVALID"),
        arguments("no JSON", MARK, 400, "JSON_INVALID"),
        arguments("a list", "[\"" + MARK + "\"]", 400, "JSON_INVALID"),
        arguments("a text", "\"" + MARK + "\"", 400, "JSON_INVALID"),
        arguments("an open object", "{\"title\":\"" + MARK + "\"", 400, "JSON_INVALID"),
        arguments("two objects", "{\"title\":\"" + MARK + "\"}{}", 400, "JSON_INVALID"),
        arguments("a comment", "{/*" + MARK + "*/}", 400, "JSON_INVALID"),
        arguments(
            "a member twice",
            "{\"title\":\"" + MARK + "\",\"title\":\"b\",\"ref\":\"a\",\"ref\":\"b\"}",
            400,
            "JSON_MEMBER_TWICE"),
        arguments("too deep", "{\"a\":" + "[".repeat(2_000), 400, "JSON_TOO_DEEP"),
        arguments("too many members", members(200), 400, "JSON_TOO_MANY_MEMBERS"),
        arguments("too large", "{\"a\":\"" + MARK.repeat(4_000) + "\"}", 413, "BODY_TOO_LARGE"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  @Tag("ST-SEC-002")
  @Tag("ATTACK-07")
  @Tag("ATTACK-08")
  void bodyThatCannotBeReadIsRefusedEverywhere(String what, String body, int status, String code) {
    String run = sealward.otherAgent().startRun(Installation.OTHER_PROJECT);
    long before = runs();
    String secrets = "/api/v1/secrets";
    for (String path :
        new String[] {
          RESOLVE,
          RUNS,
          run + "/finish",
          secrets + "/revoke",
          secrets + "/grants",
          secrets + "/grants/revoke"
        }) {
      assertProblem(sealward.otherAgent().post(path, body), status, code, null);
    }
    assertThat(sealward.otherAgent().get(run).json().getString("state")).isEqualTo("running");
    assertThat(runs()).isEqualTo(before);
  }

  @Test
  void bodyThatIsNotUtf8IsRefused() {
    byte[] latin1 = ("{\"ref\":\"" + MARK + "\u00e9\"}").getBytes(StandardCharsets.ISO_8859_1);

    Answer answer =
        sealward.agent().post(RESOLVE, "application/json", BodyPublishers.ofByteArray(latin1));

    assertProblem(answer, 400, "UTF8_INVALID", null);
  }

  static Stream<Arguments> badTitles() {
    return Stream.of(
        arguments("missing", "{\"name\":\"" + MARK + "\"}", "FIELD_MISSING"),
        arguments("empty", title(""), "FIELD_MISSING"),
        arguments("blank", title("  \\t "), "FIELD_MISSING"),
        arguments("null", "{\"title\":null}", "FIELD_TYPE"),
        arguments("a number", "{\"title\":1}", "FIELD_TYPE"),
        arguments("true", "{\"title\":true}", "FIELD_TYPE"),
        arguments("a list", "{\"title\":[\"" + MARK + "\"]}", "FIELD_TYPE"),
        arguments("too long", title(MARK + "a".repeat(200)), "FIELD_TOO_LONG"),
        arguments("a NUL", title(MARK + "\\u0000x"), "FIELD_CHARACTERS"),
        arguments("a line break", title(MARK + "\\nx"), "FIELD_CHARACTERS"),
        arguments("an escape", title(MARK + "\\u001b[31mx"), "FIELD_CHARACTERS"),
        arguments("a bidi override", title(MARK + "\\u202ex"), "FIELD_CHARACTERS"),
        arguments("a zero-width blank", title(MARK + "\\u200bx"), "FIELD_CHARACTERS"),
        arguments("half a surrogate", title(MARK + "\\ud83dx"), "FIELD_CHARACTERS"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTitles")
  void badTitleStartsNoRun(String what, String body, String code) {
    long before = runs();

    assertProblem(sealward.otherAgent().post(RUNS, body), 422, code, "title");
    assertThat(runs()).isEqualTo(before);
  }

  static Stream<Arguments> secretsInTitles() {
    return Stream.of(
        arguments("a stored value", Installation.OTHER_VALUE),
        arguments("a token of a known form", "ghp_" + "x7Kq2Lw9Zr4Tn8Vb3Mc6Yd1Hf5Jg0Ps2QaWe"),
        arguments("an assignment", "password=velvet-Harbour-6612"),
        arguments("an address with a password", "postgresql://app:velvetHarbour6612@db/orders"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("secretsInTitles")
  @Tag("ST-SEC-002")
  @Tag("ATTACK-08")
  void secretInATitleIsRefusedAuditedAndNotEchoed(String what, String secret) {
    long before = runs();

    Answer answer = sealward.otherAgent().post(RUNS, title("Deploy " + secret));

    assertProblem(answer, 422, "SECRET_IN_PLAINTEXT", "title");
    assertThat(answer.body()).doesNotContain(secret);
    assertThat(runs()).isEqualTo(before);
    assertThat(sealward.operator().auditOf(answer.correlationId()).text("trail"))
        .contains("secrets.plaintext.refused", "other-runner", "title")
        .doesNotContain(secret);
  }

  /**
   * No endpoint asks for it, nor can one forget it: the answer comes before anybody's right is
   * looked at, and for a member as for a parameter.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"runs", "secrets/revoke", "secrets/grants", "secrets", "runs/%s/artifacts/%s"})
  @Tag("ST-SEC-002")
  void whatIsSentIsScannedAsItIsRead(String place) {
    String secret = "ghp_" + "x7Kq2Lw9Zr4Tn8Vb3Mc6Yd1Hf5Jg0Ps2QaWe";
    String refused = sentTo(place, secret);
    String harmless = sentTo(place, "harmless");

    assertThat(refused).isEqualTo("422 SECRET_IN_PLAINTEXT");
    assertThat(harmless).startsWith("403 ");
  }

  private String sentTo(String place, String text) {
    Agent agent = sealward.otherAgent();
    String mine = "/api/v1/projects/" + Installation.PROJECT + "/";
    String reason = "\"reason\":\"" + text + "\"}";
    Answer answer =
        switch (place) {
          case "runs" -> agent.post(mine + place, title(text));
          case "secrets" ->
              agent.post("/api/v1/secrets", "{\"value\":\"a value\",\"name\":\"" + text + "\"}");
          case "secrets/revoke" ->
              agent.post("/api/v1/secrets/revoke", "{\"ref\":\"" + REF + "\"," + reason);
          case "secrets/grants" ->
              agent.post(
                  "/api/v1/secrets/grants",
                  "{\"ref\":\""
                      + REF
                      + "\",\"entity\":\"other-runner\",\"level\":\"read\","
                      + reason);
          default ->
              agent.put(
                  mine + place.formatted(UUID.randomUUID(), text), BodyPublishers.ofString("x"));
        };
    assertThat(answer.body()).doesNotContain(text);
    return answer.status() + " " + answer.json().getString("code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"state\":null}",
        "{\"state\":1}",
        "{\"state\":\"\"}",
        "{\"state\":\"running\"}",
        "{\"state\":\"Succeeded\"}",
        "{\"state\":\"zq7marker\"}",
        "{\"state\":\"succeeded\\u0000\"}"
      })
  void badStateLeavesTheRunOpen(String body) {
    String run = sealward.otherAgent().startRun(Installation.OTHER_PROJECT);

    Answer answer = sealward.otherAgent().post(run + "/finish", body);

    assertProblem(answer, 422, null, "state");
    assertThat(sealward.otherAgent().get(run).json().getString("state")).isEqualTo("running");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after=-1",
        "after=zq7marker",
        "after=",
        "after=1e3",
        "after=99999999999999999999",
        "limit=0",
        "limit=1001",
        "limit=zq7marker",
        "limit=-5",
        "limit=%00",
        "limit=1%202"
      })
  void badParameterIsRefused(String query) {
    String run = sealward.otherAgent().startRun(Installation.OTHER_PROJECT);

    Answer answer = sealward.otherAgent().get(run + "/events?" + query);

    assertProblem(answer, 422, "NUMBER_INVALID", query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @Tag("FR-028-002b")
  @ValueSource(
      strings = {
        "/api/v1/projects/../resolve/runs",
        "/api/v1/projects/%2e%2e/runs",
        "/api/v1/projects/..%2fother/runs",
        "/api/v1/projects/%252e%252e/runs",
        "/api/v1/projects/other%00/runs",
        "/api/v1/projects/other%5c..%5cdemo/runs",
        "/api/v1/projects/other;zq7marker=1/runs",
        "/api/v1/projects/OTHER/runs",
        "/api/v1/projects/con/runs",
        "/api/v1/projects/zq7marker/runs",
        "/api/v1/projects/zq7marker%0d%0aX-Injected:%201/runs"
      })
  void projectThatIsNoneStartsNoRun(String path) {
    long before = runs();

    Answer answer = sealward.otherAgent().post(path, title("A run"));

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(answer.body()).doesNotContain(MARK);
    assertThat(runs()).isEqualTo(before);
  }

  @Tag("ATTACK-06")
  @ParameterizedTest
  @Tag("FR-028-002b")
  @ValueSource(
      strings = {
        "/api/v1/resolve/",
        "/api/v1//resolve",
        "/api//v1/resolve",
        "//api/v1/resolve",
        "/api/v1/./resolve",
        "/api/v1/%2e/resolve",
        "/api/v1/runs/../resolve",
        "/api/v1/runs/%2e%2e/resolve",
        "/api/v1/runs/..;/resolve",
        "/api/v1/%72esolve",
        "/%61pi/v1/resolve",
        "/api/v1/%2572esolve",
        "/api/v1%2fresolve",
        "/api/v1%5cresolve",
        "/api/v1/resolve%2f",
        "/api/v1/resolve%00",
        "/api/v1/resolve%20",
        "/api/v1/resolve;a=b",
        "/api;a=b/v1/resolve",
        "/health/../api/v1/resolve",
        "/health/..;/api/v1/resolve"
      })
  void addressOfTheApiHasOneSpelling(String path) {
    Answer answer = sealward.agent().post(path, ref(sealward.granted().reference()));

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(answer.body()).doesNotContain(Installation.VALUE);
  }

  @Tag("ATTACK-06")
  @ParameterizedTest
  @Tag("FR-028-002b")
  @ValueSource(
      strings = {
        "/settings/security/",
        "/settings//security",
        "//settings/security",
        "/settings/./security",
        "/settings/%2e/security",
        "/settings/x/../security",
        "/settings/x/%2e%2e/security",
        "/settings/x/..;/security",
        "/settings/%73ecurity",
        "/settings/%2573ecurity",
        "/settings%2fsecurity",
        "/settings%5csecurity",
        "/settings/security%2f",
        "/settings/security%00",
        "/settings/security%20",
        "/settings/security;a=b",
        "/settings;a=b/security",
        "/health/../settings/security",
        "/health/..;/settings/security",
        "/api/v1/../../settings/security",
        "/jakarta.faces.resource/../settings/security",
        "/settings/security.xhtml",
        "/pages/settings/security.xhtml",
        "/settings/entities/%64emo-runner",
        "/settings/entities/demo..runner",
        "/settings/entities/..%2fsecurity"
      })
  void addressOfAPageHasOneSpelling(String path) {
    Page page = sealward.operator().open(path);

    assertThat(page.status()).isBetween(400, 499);
    assertThat(page.html()).doesNotContain("DEMO_PASSWORD", Installation.RUNNER);
  }

  @Test
  @Tag("FR-028-002b")
  @Tag("FOUND-02")
  void hostileIdIsRefusedWhereverTheApiTakesOne() {
    HostileIds.all()
        .filter(id -> id.startsWith(HostileIds.MARK) && id.length() < 200)
        .forEach(
            id -> {
              String name = escaped(REF.replace(MARK, "") + id);
              assertProblem(sealward.agent().post(RESOLVE, ref(name)), 422, "REF_INVALID", "ref");
              String project = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
              Answer answer =
                  sealward.agent().post("/api/v1/projects/" + project + "/runs", title("A run"));
              assertThat(answer.status()).as(project).isBetween(400, 499);
              assertThat(answer.body()).doesNotContain(MARK);
            });
  }

  /** As JSON writes any text in ASCII, halves of characters too. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      escaped.append(
          c < ' ' || c > '~' || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
    }
    return escaped.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zq7marker",
        "00000000-0000-0000-0000-000000000000",
        "%2e%2e",
        "00000000-0000-0000-0000-00000000000A",
        "1-1-1-1-1"
      })
  void runThatIsNoneIsRefusedAlike(String id) {
    for (Answer answer :
        new Answer[] {
          sealward.otherAgent().get(RUNS + "/" + id),
          sealward.otherAgent().finish(RUNS + "/" + id, "succeeded"),
          sealward.otherAgent().upload(RUNS + "/" + id, "{\"seq\":1,\"text\":\"zq7marker\"}\n")
        }) {
      assertThat(answer.status()).isIn(400, 403, 404, 405);
      assertThat(answer.type()).startsWith("application/problem+json");
      assertThat(answer.body()).doesNotContain(MARK);
    }
  }

  @Test
  void wrongMediaTypeMethodAndPathAreProblems() {
    Agent agent = sealward.agent();
    Answer form = agent.post(RESOLVE, "text/plain", BodyPublishers.ofString(ref(REF)));
    Answer method = agent.get(RESOLVE);
    Answer path = agent.get("/api/v1/" + MARK);

    assertProblem(form, 415, "HTTP_415", null);
    assertProblem(method, 405, "HTTP_405", null);
    assertProblem(path, 404, "HTTP_404", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zq7marker", "1-1-1-1-1", "00000000-0000-0000-0000-00000000000g", "a b <script>"})
  @Tag("FR-028-009")
  void badCorrelationIdIsReplaced(String id) {
    Answer answer = sealward.agent().get("/api/v1", id);

    assertThat(answer.correlationId())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
        .isNotEqualTo(id);
  }

  static Stream<Arguments> choices() {
    String secret = "/settings/security/store";
    return Stream.of(
        arguments(secret, "store", "storeIt", "environment"),
        arguments(secret, "store", "storeIt", "type"),
        arguments("/settings/entities", "register", "registerIt", "kind"),
        arguments("/settings/policies", "grant", "grantIt", "level"),
        arguments("/projects/" + Installation.OTHER_PROJECT, "grant", "grantIt", "entity"),
        arguments("/projects/" + Installation.OTHER_PROJECT, "grant", "grantIt", "level"));
  }

  @ParameterizedTest(name = "{3} on {0}")
  @MethodSource("choices")
  void choiceThatIsNoneIsRefusedBesideItsField(
      String path, String form, String button, String field) {
    Operator operator = sealward.operator();
    Page page = operator.open(path);
    assertThat(page.fields(form)).containsKey(field);

    Page refused = operator.submit(page, form, button, Map.of(field, MARK));

    assertThat(refused.text(field + "-error"))
        .isEqualTo("This is not one of the choices. Choose one from the list.");
    assertThat(refused.html()).doesNotContain(MARK);
  }

  /** How many runs the project has, as its page says. */
  private long runs() {
    String words = sealward.operator().open("/projects/" + Installation.OTHER_PROJECT).words();
    return Long.parseLong(words.replaceAll(".*?([0-9,]+) runs? · made.*", "$1").replace(",", ""));
  }

  private static void assertProblem(Answer answer, int status, String code, String field) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    JsonObject problem = answer.json();
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("correlationId")).isEqualTo(answer.correlationId());
    if (code != null) {
      assertThat(problem.getString("code")).isEqualTo(code);
    }
    assertThat(problem.getString("field", null)).isEqualTo(field);
    assertThat(answer.body()).doesNotContain(MARK);
  }

  private static String ref(String reference) {
    return "{\"ref\":\"" + reference + "\"}";
  }

  private static String title(String title) {
    return "{\"title\":\"" + title + "\"}";
  }

  private static String members(int count) {
    StringBuilder body = new StringBuilder("{\"a\":1");
    for (int i = 0; i < count; i++) {
      body.append(",\"m").append(i).append("\":").append(i);
    }
    return body.append('}').toString();
  }
}
