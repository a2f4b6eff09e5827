package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sealward.program.Agent.Answer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept and what is said when an upload of events is not what it should be. */
@ExtendWith(SharedInstallation.class)
@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
class UploadIT {

  private static final String TWO_GOOD_LINES =
      "{\"seq\":1,\"text\":\"first\"}\n{\"seq\":2,\"stream\":\"stderr\",\"text\":\"second\"}\n";

  private final Installation sealward;
  private final Agent agent;
  private final String run;

  UploadIT(Installation sealward) {
    this.sealward = sealward;
    this.agent = sealward.agent();
    this.run = agent.startRun(Installation.PROJECT);
  }

  static Stream<Arguments> badLines() {
    return Stream.of(
        arguments("broken JSON", "{\"seq\":3,\"text\":\"zq7marker", 400, "JSON_INVALID"),
        arguments("no JSON", "zq7marker", 400, "JSON_INVALID"),
        arguments("a list", "[{\"seq\":3,\"text\":\"zq7marker\"}]", 400, "JSON_INVALID"),
        arguments("two objects", "{\"seq\":3,\"text\":\"zq7marker\"}{}", 400, "JSON_INVALID"),
        arguments("too deep", "{\"a\":" + "[".repeat(500), 400, "JSON_TOO_DEEP"),
        arguments("no seq", "{\"text\":\"zq7marker\"}", 422, "FIELD_MISSING"),
        arguments("seq a text", "{\"seq\":\"3\",\"text\":\"zq7marker\"}", 422, "FIELD_TYPE"),
        arguments("seq a fraction", "{\"seq\":3.5,\"text\":\"zq7marker\"}", 422, "FIELD_TYPE"),
        arguments("seq a power", "{\"seq\":1e99,\"text\":\"zq7marker\"}", 422, "FIELD_TYPE"),
        arguments("seq zero", "{\"seq\":0,\"text\":\"zq7marker\"}", 422, "SEQ_INVALID"),
        arguments("seq negative", "{\"seq\":-3,\"text\":\"zq7marker\"}", 422, "SEQ_INVALID"),
        arguments("no text", "{\"seq\":3}", 422, "FIELD_MISSING"),
        arguments("text a number", "{\"seq\":3,\"text\":7}", 422, "FIELD_TYPE"),
        arguments("text null", "{\"seq\":3,\"text\":null}", 422, "FIELD_TYPE"),
        arguments("bad level", line("\"level\":\"zq7marker\""), 422, "LEVEL_INVALID"),
        arguments("level a number", line("\"level\":3"), 422, "FIELD_TYPE"),
        arguments("bad time", line("\"time\":\"yesterday\""), 422, "TIME_INVALID"),
        arguments("time out of range", line("\"time\":\"-9999-01-01T00:00:00Z\""), 422, null),
        arguments("bad stream", line("\"stream\":\"../zq7marker\""), 422, "STREAM_INVALID"),
        arguments("stream control", line("\"stream\":\"a\\u0000\""), 422, "STREAM_INVALID"),
        arguments("stream too long", line("\"stream\":\"" + "a".repeat(33) + "\""), 422, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badLines")
  void badLineIsRefusedByItsNumberAndWhatStoodBeforeItIsKept(
      String what, String line, int status, String code) {
    Answer answer = agent.upload(run, TWO_GOOD_LINES + line + "\n" + line("\"level\":\"info\""));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    JsonObject problem = answer.json();
    assertThat(problem.getInt("line")).isEqualTo(3);
    assertThat(problem.getInt("stored")).isEqualTo(2);
    if (code != null) {
      assertThat(problem.getString("code")).isEqualTo(code);
    }
    assertThat(answer.body()).doesNotContain("zq7marker");
    assertStored("first", "second");
  }

  @Test
  void lineOf100MegabytesIsRefusedAndWhatStoodBeforeItIsKept() throws IOException {
    try (Upload upload = new Upload()) {
      upload.send(TWO_GOOD_LINES + "{\"seq\":3,\"text\":\"");
      upload.sendUntilAnswered("zq7marker".repeat(4_000), 100L << 20);
      String answer = upload.answer();

      assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"LINE_TOO_LONG\"");
      assertThat(answer).contains("\"line\":3").contains("\"stored\":2");
      assertThat(answer).doesNotContain("zq7marker");
    }
    assertStored("first", "second");
    assertThat(agent.resolve(sealward.granted().reference()).status()).isEqualTo(200);
  }

  @Test
  void cutConnectionKeepsTheWholeLinesAndTheRestCanBeSentAgain() throws IOException {
    try (Upload upload = new Upload()) {
      upload.send(TWO_GOOD_LINES + "{\"seq\":3,\"text\":\"half a li");
    }
    awaitLastSeq(2);

    Answer again = agent.upload(run, TWO_GOOD_LINES + "{\"seq\":3,\"text\":\"third\"}");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().getInt("ignored")).isEqualTo(2);
    assertThat(again.json().getInt("accepted")).isEqualTo(1);
    assertStored("first", "second", "third");
  }

  @Test
  void eventsAreThereWhileTheUploadGoesOn() throws IOException {
    try (Upload upload = new Upload()) {
      upload.send(TWO_GOOD_LINES);

      awaitLastSeq(2);
      assertThat(agent.get(run).json().getString("state")).isEqualTo("running");
    }
  }

  @Test
  void repeatedSeqCountsOnce() {
    Answer answer = agent.upload(run, TWO_GOOD_LINES + "{\"seq\":2,\"text\":\"another second\"}\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getInt("accepted")).isEqualTo(2);
    assertThat(answer.json().getInt("ignored")).isEqualTo(1);
    assertStored("first", "second");
  }

  @Test
  void otherLineEndsAndBlankLinesAreUnderstood() {
    Answer answer = agent.upload(run, "\n" + TWO_GOOD_LINES.replace("\n", "\r\n\r\n"));

    assertThat(answer.status()).isEqualTo(200);
    assertStored("first", "second");
  }

  @Test
  void emptyUploadStoresNothing() {
    Answer answer = agent.upload(run, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getInt("stored")).isZero();
  }

  @Test
  @Tag("FOUND-07")
  void tokenOfAnotherProjectIsRefusedAndStoresNothing() {
    Answer answer = sealward.otherAgent().upload(run, TWO_GOOD_LINES);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(sealward.otherAgent().get(run).status()).isEqualTo(403);
    assertThat(sealward.otherAgent().finish(run, "failed").status()).isEqualTo(403);
    assertStored();
  }

  @Test
  void runOfOneProjectIsNotReachedThroughAnother() {
    String throughOther = run.replace("/demo/", "/" + Installation.OTHER_PROJECT + "/");

    assertThat(sealward.otherAgent().upload(throughOther, TWO_GOOD_LINES).status()).isEqualTo(403);
    assertThat(sealward.otherAgent().get(throughOther + "/events").status()).isEqualTo(403);
    assertStored();
  }

  @Test
  void callerWithoutATokenStoresNothing() {
    Agent nobody = Agent.withHeader(sealward.program().address(), "");

    assertThat(nobody.upload(run, TWO_GOOD_LINES).status()).isEqualTo(401);
    assertStored();
  }

  @Test
  void finishedRunTakesNoMoreEvents() {
    agent.upload(run, TWO_GOOD_LINES);
    assertThat(agent.finish(run, "succeeded").status()).isEqualTo(200);

    Answer late = agent.upload(run, "{\"seq\":3,\"text\":\"late\"}\n");

    assertThat(late.status()).isEqualTo(409);
    assertThat(late.type()).startsWith("application/problem+json");
    assertThat(agent.finish(run, "failed").status()).isEqualTo(409);
    assertStored("first", "second");
  }

  @Test
  void knownValueIsMaskedBeforeItIsStored() {
    agent.upload(run, "{\"seq\":1,\"text\":\"it is " + Installation.VALUE + " now\"}\n");

    assertThat(agent.events(run).toString())
        .containsPattern("it is \\[masked:[a-z_]+:[0-9a-f]{4}\\] now")
        .doesNotContain(Installation.VALUE);
    assertThat(agent.get(run).json().getInt("masked")).isEqualTo(1);
  }

  @Test
  void valueOfSeveralLinesIsMaskedAlsoLineByLine() {
    sealward.operator().storeLines("TWO_LINES", "harbour-Lantern-73-one\nquarry-Otter-91-two");

    agent.upload(
        run,
        "{\"seq\":1,\"text\":\"harbour-Lantern-73-one\"}\n"
            + "{\"seq\":2,\"text\":\"web | quarry-Otter-91-two\"}\n");

    assertThat(agent.events(run).toString())
        .contains("[masked:")
        .doesNotContain("Lantern")
        .doesNotContain("Otter");
  }

  private void assertStored(String... texts) {
    assertThat(
            agent.events(run).getJsonArray("events").getValuesAs(JsonObject.class).stream()
                .map(event -> event.getString("text")))
        .containsExactly(texts);
  }

  private void awaitLastSeq(int seq) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (agent.events(run).getInt("lastSeq") < seq) {
      assertThat(System.nanoTime()).as("deadline for seq " + seq).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void artifactOfFiftyMegabytesIsMaskedOnItsWayToTheDisk() throws IOException {
    int lines = 600_000;
    String path = run + "/artifacts/build.log";
    Answer stored =
        agent.put(path, BodyPublishers.ofInputStream(() -> new LogLines(lines, 10_000)));

    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    assertThat(stored.json().getString("kind")).isEqualTo("text");
    assertThat(stored.json().getInt("masked")).isEqualTo(lines / 10_000);
    HttpResponse<byte[]> read = agent.download(path);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(read.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"build.log\"");
    assertThat(read.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(read.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(read.headers().firstValueAsLong("Content-Length"))
        .hasValue(stored.json().getJsonNumber("bytes").longValue());
    assertThat(read.body()).hasSizeGreaterThan(50_000_000);
    String text = new String(read.body(), StandardCharsets.UTF_8);
    assertThat(text.contains(Installation.VALUE)).isFalse();
    assertThat(text).startsWith("login with [masked:");
    assertThat(text.lines().count()).isEqualTo(lines);
    Path artifacts = sealward.program().data().resolve("artifacts");
    assertThat(Traces.of(Installation.VALUE).inFiles(artifacts)).isEmpty();

    assertThat(sealward.operator().download(path.substring("/api/v1".length())).body())
        .isEqualTo(read.body());
    Operator operator = sealward.operator();
    Page asked = operator.open(path.substring("/api/v1".length()) + "/delete");
    assertThat(operator.submit(asked, "delete", "deleteIt", Map.of()).words())
        .contains("The artifact is deleted.", "No artifacts");
    assertThat(agent.get(path).status()).isEqualTo(404);
  }

  /** It was none when the artifact was stored. */
  @Test
  void artifactWhoseNameBecameASecretIsHeldBackListedMaskedAndCanBeDeleted() {
    String name = "lantern-Quarry-58-ferry";
    String path = run + "/artifacts/" + name;
    assertThat(agent.put(path, BodyPublishers.ofString("x")).status()).isEqualTo(201);
    Operator operator = sealward.operator();
    operator.storeSecret("NAME_OF_AN_ARTIFACT", name);

    String page = run.substring("/api/v1".length());
    HttpResponse<byte[]> refused = agent.download(path);
    HttpResponse<byte[]> heldBack = operator.download(page + "/artifacts/" + name);
    assertThat(text(refused)).contains("\"ARTIFACT_NAME_IS_SECRET\"");
    assertThat(text(heldBack)).contains("stored as a secret since", "Delete this artifact");
    for (HttpResponse<byte[]> answer : List.of(refused, heldBack)) {
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
      assertThat(answer.headers().map().toString() + text(answer)).doesNotContain(name);
    }
    assertThat(agent.get(run + "/artifacts").body())
        .containsPattern("\"name\":\"\\[masked:api_key:[0-9a-f]{4}]\"")
        .doesNotContain(name);
    Page shown = operator.open(page);
    assertThat(shown.html()).containsPattern("\\[masked:api_key:[0-9a-f]{4}]").doesNotContain(name);
    Matcher delete =
        Pattern.compile("href=\"([^\"]*/artifacts/[^\"]*/delete)\"").matcher(shown.html());
    assertThat(delete.find()).isTrue();
    Page asked = operator.open(delete.group(1));
    assertThat(asked.words()).contains("Delete [masked:api_key:");
    assertThat(operator.submit(asked, "delete", "deleteIt", Map.of()).words())
        .contains("The artifact is deleted.", "No artifacts");
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  static Stream<Arguments> badArtifacts() {
    return Stream.of(
        arguments("a name that leads elsewhere", "..%2fx", "x", 404, "HTTP_404"),
        arguments("a name that ends in a dot", "x.", "x", 422, "NAME_INVALID"),
        arguments(
            "a secret as its name",
            "ghp_" + "x7Kq2Lw9Zr4Tn8Vb3Mc6Yd1Hf5Jg0Ps2QaWe",
            "x",
            422,
            "SECRET_IN_PLAINTEXT"),
        arguments("an encrypted file", "a.enc", "Salted__zq7marker", 422, "ARTIFACT_ENCRYPTED"),
        arguments("a cut archive", "a.gz", "\u001f\u008b\bzq7marker", 422, "ARCHIVE_DAMAGED"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badArtifacts")
  @Tag("INPUT-01")
  @Tag("ATTACK-18")
  void artifactThatIsNotFitIsRefusedAndLeavesNothing(
      String what, String name, String content, int status, String code) {
    Answer answer =
        agent.put(
            run + "/artifacts/" + name,
            BodyPublishers.ofString(content, StandardCharsets.ISO_8859_1));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain("zq7marker");
    assertThat(agent.get(run + "/artifacts").json().getJsonArray("artifacts")).isEmpty();
  }

  @Test
  void promptComesBackMaskedAndIsKept() {
    String prompts = run + "/prompts";
    Answer first =
        agent.post(prompts, "{\"messages\":[\"use " + Installation.VALUE + "\"],\"n\":1}");

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(first.json().getJsonArray("messages").getString(0)).startsWith("use [masked:");
    assertThat(first.json().getInt("n")).isEqualTo(1);
    assertThat(agent.post(prompts, "{\"zq7marker\"").code()).isEqualTo("JSON_INVALID");
    JsonObject kept = agent.get(prompts).json();
    assertThat(kept.getJsonArray("prompts")).hasSize(1);
    assertThat(kept.getJsonArray("prompts").getJsonObject(0).getJsonObject("payload"))
        .isEqualTo(first.json());
    assertThat(sealward.operator().open(run.substring("/api/v1".length())).html())
        .contains("Prompt 1", "class=\"mask\"")
        .doesNotContain(Installation.VALUE);
  }

  /** Lines of a log, made as they are read; some of them hold the secret. */
  private static final class LogLines extends InputStream {
    private static final String PLAIN =
        "2026-01-31T12:00:00Z INFO  build: compiled another source file in a hundred millis, all"
            + " well\n";

    private final int count;
    private final int every;
    private byte[] line = new byte[0];
    private int at;
    private int made;

    LogLines(int count, int every) {
      this.count = count;
      this.every = every;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      int filled = 0;
      while (filled < length && (at < line.length || next())) {
        int copied = Math.min(length - filled, line.length - at);
        System.arraycopy(line, at, bytes, from + filled, copied);
        at += copied;
        filled += copied;
      }
      return filled == 0 ? -1 : filled;
    }

    private boolean next() {
      if (made == count) {
        return false;
      }
      String next = made++ % every == 0 ? "login with " + Installation.VALUE + "\n" : PLAIN;
      line = next.getBytes(StandardCharsets.UTF_8);
      at = 0;
      return true;
    }
  }

  private static String line(String member) {
    return "{\"seq\":3,\"text\":\"zq7marker\"," + member + "}";
  }

  /** An upload by hand, chunk by chunk, so that it can stop anywhere. */
  private final class Upload implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Upload() throws IOException {
      socket = new Socket("127.0.0.1", sealward.program().port());
      socket.setSoTimeout(30_000);
      out = socket.getOutputStream();
      in = socket.getInputStream();
      String head =
          "POST %s/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
              + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
      out.write(head.formatted(run, sealward.token()).getBytes(StandardCharsets.US_ASCII));
    }

    void send(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    /** Sends up to {@code atMost} bytes, as long as nobody answers. */
    void sendUntilAnswered(String piece, long atMost) throws IOException {
      try {
        for (long sent = 0; sent < atMost && in.available() == 0; sent += piece.length()) {
          send(piece);
        }
      } catch (IOException serverStoppedReading) {
        // Its answer is there to be read all the same.
      }
    }

    String answer() throws IOException {
      StringBuilder text = new StringBuilder();
      byte[] buffer = new byte[4_096];
      while (!text.toString().contains("correlationId\":\"")) {
        int read = in.read(buffer);
        if (read < 0) {
          break;
        }
        text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
