package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs {@code examples/stream-a-run.sh} with a stored secret, then looks for the secret and the
 * machine token everywhere they could have gone.
 */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("ST-SEC-004")
@Tag("ST-SEC-006")
@Tag("HOME-05")
class LeakIT {
  private static final Pattern RUN = Pattern.compile("See it: \\S+/runs/([0-9a-f-]{36})");
  private static final Path EXAMPLE = Path.of("examples", "stream-a-run.sh").toAbsolutePath();

  private final Installation sealward;
  private final String printed;
  private final String run;

  LeakIT(Installation sealward) throws IOException, InterruptedException {
    this.sealward = sealward;
    this.printed = runTheExample();
    Matcher found = RUN.matcher(printed);
    assertThat(found.find()).as(printed).isTrue();
    this.run = "/projects/" + Installation.PROJECT + "/runs/" + found.group(1);
    misuseTheApi();
  }

  @Test
  void exampleRunSucceedsWithItsSecretsMasked() {
    Answer answer = sealward.agent().get("/api/v1" + run);

    assertThat(answer.json().getString("state")).isEqualTo("succeeded");
    assertThat(answer.json().getInt("masked")).isGreaterThanOrEqualTo(5);
    assertThat(streams()).contains("env", "curl", "jdbc", "build");
    assertThat(printed).doesNotContain(Installation.VALUE).doesNotContain(sealward.token());
  }

  @Test
  void noApiAnswerHoldsASecret() {
    String events = allEvents();

    assertThat(events).contains("[masked:").contains("FailingConnect").contains("Orders.java");
    assertClean(events);
    assertClean(sealward.agent().get("/api/v1" + run).body());
  }

  @Test
  @Tag("ST-SEC-005")
  void artifactAndPromptOfTheExampleAreMasked() {
    String artifact = sealward.agent().get("/api/v1" + run + "/artifacts/Orders.java").body();
    String prompts = sealward.agent().get("/api/v1" + run + "/prompts").body();

    assertThat(artifact).contains("class Orders", "[masked:");
    assertThat(prompts).contains("messages", "[masked:");
    assertThat(printed).contains("To the model: {\"messages\"");
    assertClean(artifact);
    assertClean(prompts);
  }

  @Test
  void noPageSourceHoldsASecret() {
    String secret = sealward.granted().page().replaceAll(".*/", "");
    for (String page :
        List.of(
            run,
            run + "?from=start",
            run + "/feed?after=0",
            "/",
            "/projects",
            "/projects/" + Installation.PROJECT,
            "/settings/security",
            sealward.granted().page(),
            "/settings/entities/" + Installation.RUNNER,
            "/settings/entities",
            "/settings/policies",
            "/settings/policies/why?entity=" + Installation.RUNNER + "&secret=" + secret,
            "/settings/redaction",
            "/settings/people",
            "/account",
            "/audit/story/secret/" + secret,
            "/audit/story/secret/" + secret + "?reads=all",
            "/audit/story/run/" + run.substring(run.lastIndexOf('/') + 1),
            "/audit/story/entity/" + Installation.RUNNER,
            "/audit",
            "/alerts?show=all")) {
      Page opened = sealward.operator().open(page);

      assertThat(opened.status()).as(page).isEqualTo(200);
      assertClean(opened.html());
    }
    assertThat(sealward.operator().open(run).html()).contains("class=\"mask\"");
  }

  /** A page that says back what its address says, updated the way the script of Faces does it. */
  @Test
  void partialResponseThatWouldShowAValueIsNotSent() {
    Operator operator = sealward.operator();
    Page page = operator.open("/audit?actor=somebody");

    Page updated = operator.update(page, "/audit?actor=nobody-else");
    assertThat(updated.html())
        .startsWith("<?xml")
        .contains("<update id=\"jakarta.faces.ViewRoot\">", "nobody-else");

    String value = URLEncoder.encode(Installation.VALUE, StandardCharsets.UTF_8);
    Page held = operator.update(page, "/audit?actor=" + value);
    assertThat(held.status()).isEqualTo(200);
    assertThat(held.html())
        .startsWith("<?xml")
        .contains("<error-name>PAGE_SUPPRESSED</error-name>")
        .doesNotContain("<update ");
    assertClean(held.html());
    assertThat(operator.open("/alerts").words())
        .contains("page /audit", "rules api_key; in jakarta.faces.ViewRoot");
  }

  @Test
  void alertOfHighPriorityStandsOnEveryPage() {
    Operator operator = sealward.operator();
    operator.open("/audit?actor=" + URLEncoder.encode(Installation.VALUE, StandardCharsets.UTF_8));
    for (String page : List.of("/", "/projects", run, "/settings/security", "/audit")) {
      assertThat(operator.open(page).html()).as(page).contains("id=\"urgent-alerts\"");
    }
    // The page of the alerts shows the alert itself.
    assertThat(operator.open("/alerts").html())
        .doesNotContain("id=\"urgent-alerts\"")
        .contains("A page was held back because a secret value was found in it");
  }

  @Test
  void noHealthMetricsOrDescriptionHoldsASecret() {
    for (String path : List.of("/health", "/health/ready", "/metrics", "/openapi")) {
      Answer answer = sealward.agent().get(path);

      assertThat(answer.status()).as(path).isEqualTo(200);
      assertClean(answer.body());
    }
    assertThat(HealthEntry.of("masks", sealward.agent()))
        .isEqualTo(new HealthEntry("UP", "loaded"));
    assertThat(sealward.agent().get("/metrics").body())
        .containsPattern("sealward_redaction_failures\\{[^}]*way_out=\"run_event\"[^}]*} 0");
  }

  /** The service would find the number first: the form's texts are looked at before it is asked. */
  @Test
  @Tag("ST-SEC-002")
  void secretInAFormIsRefusedBesideItsFieldAndForgotten() {
    Operator operator = sealward.operator();
    String project = "/projects/" + Installation.PROJECT;
    Map<String, String> typed =
        Map.of(
            "entity",
            Installation.RUNNER,
            "level",
            "read",
            "reason",
            "it is " + Installation.OTHER_VALUE,
            "validDays",
            "many");
    Page refused = operator.submit(operator.open(project), "grant", "grantIt", typed);

    assertThat(refused.text("reason-error")).contains("looks like it holds a secret");
    assertClean(refused.html());
    assertThat(operator.open("/audit?action=secrets.plaintext.refused&actor=ada").text("trail"))
        .contains("reason");
  }

  /** Some services' keys are UUIDs. */
  @Test
  @Tag("FR-028-009")
  void correlationIdThatIsASecretIsNotTaken() {
    String key = "6f1d3c9a-52b8-4e07-9c4d-b1a7e8f02d36";
    sealward.operator().storeSecret("UUID_KEY", key);

    Answer answer = sealward.agent().get("/api/v1/projects/none-such/runs/" + run(), key);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.correlationId()).isNotEqualTo(key);
    assertThat(answer.body()).doesNotContain(key);
    assertThat(sealward.operator().auditOf(answer.correlationId()).text("trail"))
        .contains(Installation.RUNNER, "none-such");
  }

  private String run() {
    return run.substring(run.lastIndexOf('/') + 1);
  }

  @Test
  @Tag("FR-028-001")
  void noFileOfTheDataDirectoryHoldsASecret() throws IOException {
    Path data = sealward.program().data();

    assertThat(Traces.of("Leaky programs on").inFiles(data))
        .as("what the search finds")
        .isNotEmpty();
    assertThat(Traces.of("FailingConnect").inFiles(data)).as("a line's text").isNotEmpty();
    for (String secret : secrets()) {
      assertThat(Traces.of(secret).inFiles(data)).isEmpty();
    }
  }

  @Test
  @Tag("FR-028-001b")
  @Tag("ST-SEC-001")
  @Tag("VAULT-10")
  void masterKeyIsInItsFileAloneAndTheRecoveryKeyNowhere() throws IOException {
    RunningSealward program = sealward.program();
    String recoveryKey = sealward.operator().makeRecoveryKey();
    KeyMaterial material =
        new KeyMaterial()
            .with("the master key", Files.readAllBytes(program.data().resolve("keys/master.key")))
            .with("the recovery key", recoveryKey)
            .with("the recovery key as one word", recoveryKey.replaceAll("[^0-9A-Z]", ""));
    material.isAskedFor(sealward);
    material.isNowhere(program, "keys/master.key");
  }

  @Test
  void processPrintsNoSecret() {
    assertClean(sealward.program().output());
  }

  private List<String> secrets() {
    return List.of(Installation.VALUE, Installation.OTHER_VALUE, sealward.token());
  }

  private void assertClean(String text) {
    for (String secret : secrets()) {
      assertThat(Traces.of(secret).in(text)).isEmpty();
    }
  }

  private String allEvents() {
    return sealward.agent().get("/api/v1" + run + "/events?limit=1000").body();
  }

  private Set<String> streams() {
    Set<String> streams = new HashSet<>();
    Matcher stream = Pattern.compile("\"stream\":\"([a-z]+)\"").matcher(allEvents());
    while (stream.find()) {
      streams.add(stream.group(1));
    }
    return streams;
  }

  private String runTheExample() throws IOException, InterruptedException {
    Path token = sealward.program().data().resolveSibling("token");
    Files.writeString(token, sealward.token() + "\n");
    ProcessBuilder script = new ProcessBuilder("bash", EXAMPLE.toString());
    script.redirectErrorStream(true).environment().clear();
    script
        .environment()
        .putAll(
            Map.of(
                "PATH",
                Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"),
                "SEALWARD_URL",
                sealward.program().address().toString(),
                "SEALWARD_TOKEN_FILE",
                token.toString(),
                "SEALWARD_SECRET_REF",
                sealward.granted().reference(),
                "SEALWARD_PROJECT",
                Installation.PROJECT,
                "SEALWARD_PACE",
                "0"));
    Process process = script.start();
    try {
      ProcessOutput output = ProcessOutput.of(process);
      assertThat(process.waitFor(Duration.ofSeconds(90).toSeconds(), TimeUnit.SECONDS))
          .as(output.text())
          .isTrue();
      assertThat(process.exitValue()).as(output.rest()).isZero();
      return output.rest();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(token);
    }
  }

  /** Puts the secret and the token where careless callers put them. */
  private void misuseTheApi() {
    Agent agent = sealward.agent();
    for (String secret : List.of(Installation.VALUE, sealward.token())) {
      String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
      String misplaced = "{\"title\":\"" + secret + "\",\"ref\":\"" + secret + "\"}";
      Stream.of(
              agent.post("/api/v1/resolve", misplaced),
              agent.post("/api/v1/resolve", misplaced.substring(1)),
              agent.post("/api/v1/resolve", "text/" + "plain", BodyPublishers.ofString(misplaced)),
              agent.post("/api/v1/projects/" + Installation.PROJECT + "/runs", misplaced),
              agent.post("/api/v1/projects/" + encoded + "/runs", misplaced),
              agent.get("/api/v1/" + encoded + "?token=" + encoded),
              agent.get("/api/v1" + run + "/events?after=" + encoded),
              agent.getAs(secret, "/api/v1/none-such"),
              Agent.withHeader(sealward.program().address(), "Bearer x" + secret).get("/api/v1"))
          .forEach(
              answer -> {
                assertThat(answer.status()).isBetween(400, 499);
                assertClean(answer.body());
              });
      sealward.operator().open("/audit?actor=" + encoded + "&target=" + encoded);
      sealward.operator().open("/" + encoded + "/" + encoded);
    }
    String header = "\"Authorization: Bearer " + sealward.token() + "\"";
    assertThat(agent.upload("/api/v1" + run, "{\"seq\":1,\"text\":" + header + "}\n").status())
        .as("the run has ended")
        .isEqualTo(409);
    String second = agent.startRun(Installation.PROJECT);
    assertThat(agent.upload(second, "{\"seq\":1,\"text\":" + header + "}\n").status())
        .isEqualTo(200);
    assertClean(agent.events(second).toString());
  }
}
