package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Asks for every address of {@code reachable.txt} as nobody, and as somebody with a false token.
 */
@ExtendWith(SharedInstallation.class)
@Tag("FR-028-002")
class ReachableIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Installation sealward;

  ReachableIT(Installation sealward) {
    this.sealward = sealward;
  }

  @Test
  void nobodyGetsWhatTheListSays() throws IOException, InterruptedException {
    List<String[]> rows = rows();
    assertThat(rows).hasSizeGreaterThan(70);
    SoftAssertions wrong = new SoftAssertions();
    for (String[] row : rows) {
      String address =
          row[2].replaceAll("\\{[a-z]+\\}", "x").replace("*.xhtml", "/pages/overview.xhtml");
      for (String token : List.of("", "Bearer swd_nobody", "Basic eDp5")) {
        HttpResponse<String> answer = ask(row[1], address, token);
        String what = row[1] + " " + address + " with '" + token + "'";
        wrong.assertThat(answer.statusCode()).as(what).isEqualTo(Integer.parseInt(row[3]));
        if (row[3].equals("302")) {
          String expected = address.equals("/unlock") ? "/" : "/sign-in";
          wrong
              .assertThat(answer.headers().firstValue("Location").orElse(""))
              .as(what)
              .matches("(https?://[^/]+)?" + expected + "(\\?(next|sso)=[^&]*)?");
        }
        if (!row[3].equals("200")) {
          wrong.assertThat(answer.body()).as(what).doesNotContain("sealward_", "openapi: 3");
        }
      }
    }
    wrong.assertAll();
  }

  @Test
  void tokenOpensMetricsAndOpenApi() {
    assertThat(sealward.agent().get("/metrics").body()).contains("sealward_");
    assertThat(sealward.agent().get("/openapi").body()).contains("/api/v1/secrets/grants/revoke");
  }

  private HttpResponse<String> ask(String method, String path, String token)
      throws IOException, InterruptedException {
    boolean reads = method.equals("GET");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(sealward.program().address().resolve(path))
            .method(method, reads ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
    if (!reads) {
      request.header("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static List<String[]> rows() throws IOException {
    try (InputStream list = ReachableIT.class.getResourceAsStream("/reachable.txt")) {
      String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split("\n"))
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.strip().split("\\s+"))
          .toList();
    }
  }
}
