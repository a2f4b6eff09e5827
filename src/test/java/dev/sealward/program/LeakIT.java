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
            "/audit",
            "/alerts?show=all")) {
      Page opened = sealward.operator().open(page);

      assertThat(opened.status()).as(page).isEqualTo(200);
      assertClean(opened.html());
    }
    assertThat(sealward.operator().open(run).html()).contains("class=\"mask\"");
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
