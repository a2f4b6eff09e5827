package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every address of the API that takes the id or reference of something, as an entity: what was not
 * granted is answered as what is not there, with the same status, headers and body.
 */
@ExtendWith(SharedInstallation.class)
@Tag("FR-028-002")
@Tag("ATTACK-09")
class OneAnswerIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Installation sealward;

  OneAnswerIT(Installation sealward) {
    this.sealward = sealward;
  }

  /** What a call names, of which one thing is there and another is not. */
  private record Named(String project, String run, String artifact, String ref, String entity) {}

  /** A call of the API. */
  private record Call(String method, String path, String type, String body) {
    static Call read(String path) {
      return new Call("GET", path, "", "");
    }

    static Call json(String path, String body) {
      return new Call("POST", path, "application/json", body);
    }
  }

  @Test
  void whatIsNotGrantedIsAnsweredAsWhatIsNotThere() throws Exception {
    Agent other = sealward.otherAgent();
    String run = other.startRun(Installation.OTHER_PROJECT);
    other.put(run + "/artifacts/one-answer.txt", BodyPublishers.ofString("a line\n"));
    String ref = sealward.notGranted().reference();
    Named there =
        new Named(
            Installation.OTHER_PROJECT,
            run.replaceAll(".*/", ""),
            "one-answer.txt",
            ref,
            "other-runner");
    Named missing =
        new Named(
            "one-answer-none",
            UUID.randomUUID().toString(),
            "one-answer-none.txt",
            ref.replaceAll("[^/]*$", "ONE_ANSWER_NONE"),
            "other-runner");
    List<Call> calls = calls(there);
    List<Call> none = calls(missing);
    assertThat(calls).hasSize(api());
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      AnswerShape seen = AnswerShape.of(ask(calls.get(i)));
      AnswerShape expected = AnswerShape.of(ask(none.get(i)));
      if (!seen.equals(expected)
          || seen.status() != 403
          || !seen.body().contains("CREDENTIAL_ACCESS_DENIED")) {
        wrong.add(calls.get(i) + "\n  " + seen + "\n  " + expected);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** How many methods of the API take an id or a reference. */
  private static int api() {
    return (int)
        ReachTable.rows().stream()
            .filter(row -> row.kind().equals("api"))
            .filter(
                row ->
                    row.address().contains("{")
                        || row.address().matches(".*/(resolve|grants|revoke|rotate)"))
            .count();
  }

  private static List<Call> calls(Named named) {
    String project = "/api/v1/projects/" + named.project();
    String run = project + "/runs/" + named.run();
    String reference = "{\"ref\":\"" + named.ref() + "\"";
    return List.of(
        new Call(
            "PUT", run + "/artifacts/" + named.artifact(), "application/octet-stream", "a line\n"),
        Call.read(run + "/artifacts"),
        Call.read(run + "/artifacts/" + named.artifact()),
        Call.json(run + "/prompts", "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"),
        Call.read(run + "/prompts"),
        Call.json(project + "/runs", "{\"title\":\"A run of a test\"}"),
        new Call(
            "POST",
            run + "/events",
            "application/x-ndjson",
            "{\"seq\":1,\"time\":\"2026-01-01T00:00:00Z\",\"stream\":\"stdout\",\"level\":\"info\","
                + "\"text\":\"a line\"}\n"),
        Call.json(run + "/finish", "{\"state\":\"succeeded\"}"),
        Call.read(run),
        Call.read(run + "/events"),
        Call.json("/api/v1/resolve", reference + "}"),
        Call.json("/api/v1/secrets/rotate", reference + ",\"value\":\"nightjar 81 over 7\"}"),
        Call.json("/api/v1/secrets/revoke", reference + ",\"reason\":\"by a test\"}"),
        Call.json(
            "/api/v1/secrets/grants",
            reference + ",\"entity\":\"" + named.entity() + "\",\"level\":\"read\"}"),
        Call.json(
            "/api/v1/secrets/grants/revoke",
            reference + ",\"entity\":\"" + named.entity() + "\"}"));
  }

  private HttpResponse<String> ask(Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sealward.program().address() + call.path()))
            .header("Authorization", "Bearer " + sealward.token())
            .method(
                call.method(),
                call.method().equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(call.body()));
    if (!call.type().isEmpty()) {
      request.header("Content-Type", call.type());
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
