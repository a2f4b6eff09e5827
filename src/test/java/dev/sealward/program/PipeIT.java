package dev.sealward.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import dev.sealward.program.Operator.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code redact --server} of the shipped jar, against the shipped server. */
@ExtendWith(SharedInstallation.class)
@Tag("ST-SEC-004")
class PipeIT {
  private static final String PATH = "/api/v1/redaction/known-values";
  private static final Pattern MASK = Pattern.compile("\\[masked:\\w+:[0-9a-f]{4}]");

  private final Installation sealward;

  PipeIT(Installation sealward) {
    this.sealward = sealward;
  }

  @Test
  @Tag("FR-028-002")
  @Tag("FR-028-009")
  void pipeMasksWhatItsTokenMayReadAndNothingElseWithTheFingerprintOfARunsEvent() throws Exception {
    String value = "kestrel/Lantern+58=\"over\" the weir";
    String other = "plover-Harbour-63-under-a-bridge";
    Stored granted = sealward.operator().storeSecret("PIPED", value);
    sealward.operator().grant(granted.page(), Installation.RUNNER, "read");
    sealward.operator().storeSecret("NOT_PIPED", other);
    String base64 = Base64.getEncoder().encodeToString(("user:" + value).getBytes(UTF_8));

    Answer bundle = sealward.agent().get(PATH);
    Ended piped =
        redact(
            sealward.token(),
            value,
            "x" + base64,
            URLEncoder.encode(value, UTF_8),
            "{\"a\":\"" + value.replace("\"", "\\\"") + "\"}",
            "it was " + other);

    assertThat(bundle.status()).isEqualTo(200);
    assertThat(bundle.type()).startsWith("application/octet-stream");
    assertThat(bundle.cacheControl()).isEqualTo("no-store");
    assertThat(Traces.of(value).in(bundle.body())).isEmpty();
    String mask = maskInARun(value);
    assertThat(piped.status()).as(piped.said()).isZero();
    assertThat(piped.lines()).hasSize(5);
    assertThat(piped.lines().subList(0, 4)).allMatch(line -> line.contains(mask));
    assertThat(Traces.of(value).in(String.join("\n", piped.lines()))).isEmpty();
    assertThat(piped.lines().get(4)).isEqualTo("it was " + other);
    assertThat(sealward.operator().auditOf(bundle.correlationId()).text("trail"))
        .contains("secrets.masks.handed_out", Installation.RUNNER)
        .doesNotContain(value);
  }

  @Test
  @Tag("ATTACK-20")
  void revokedTokenEndsThePipeBeforeAnythingIsWritten() throws Exception {
    String token = sealward.operator().issueToken(Installation.RUNNER);
    sealward.operator().revokeToken(Installation.RUNNER, token);

    Ended refused = redact(token, "nightjar");

    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.lines()).isEmpty();
    assertThat(refused.said())
        .isEqualTo("sealward: the server does not accept the token (UNAUTHENTICATED).\n");
  }

  @Test
  void personWithoutATokenIsRefused() {
    assertThat(sealward.operator().open(PATH).status()).isEqualTo(401);
  }

  private String maskInARun(String value) {
    Agent agent = sealward.agent();
    String run = agent.startRun(Installation.PROJECT);
    String json = value.replace("\"", "\\\"");
    assertThat(agent.upload(run, "{\"seq\":1,\"text\":\"it was " + json + "\"}\n").status())
        .isEqualTo(200);
    Matcher mask = MASK.matcher(agent.events(run).toString());
    assertThat(mask.find()).isTrue();
    return mask.group();
  }

  private record Ended(int status, List<String> lines, String said) {}

  private Ended redact(String token, String... lines) throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-jar",
            System.getProperty("sealward.test.jar"),
            "redact",
            "--server",
            sealward.program().address().toString());
    command.environment().put("SEALWARD_TOKEN", token);
    Process redact = command.start();
    try (OutputStream in = redact.getOutputStream()) {
      in.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
    String out = new String(redact.getInputStream().readAllBytes(), UTF_8);
    String said = new String(redact.getErrorStream().readAllBytes(), UTF_8);
    return new Ended(redact.waitFor(), out.lines().toList(), said);
  }
}
