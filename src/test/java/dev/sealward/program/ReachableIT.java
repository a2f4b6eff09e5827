package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.ReachTable.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Asks for every address of {@code reachable.txt} as nobody, with a false token, as an entity, as a
 * person of each role and of another workspace; and for what servers like this one answer by
 * themselves ({@code well-known.txt}), to see that nothing answers that is not on the list.
 */
@ExtendWith(SharedInstallation.class)
@Tag("FR-028-002")
class ReachableIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Set<Integer> CLOSED = Set.of(400, 401, 403, 404, 405);
  private static final Map<String, String> ROLES =
      Map.of("V", "viewer", "O", "operator", "S", "security_lead", "A", "admin");

  /** There is none of these, or it needs more than an address: who may see it is told so. */
  private static final Pattern ABSENT =
      Pattern.compile(".*\\{(backup|segment)}.*|/sign-in/oidc|/audit/export");

  private static final List<String> METHODS =
      List.of("GET", "OPTIONS", "POST", "DELETE", "TRACE", "LOCK");

  /** Where others than pages answer. */
  private static final Pattern SERVERS =
      Pattern.compile("/(health|metrics|openapi|api|jakarta\\.faces|faces|WEB-INF)\\b.*");

  private static final Pattern INSTRUMENTS = Pattern.compile("/(health|metrics|openapi)\\b.*");

  /** What is not there, written as what could be. */
  private static final Map<String, String> NONE =
      Map.of(
          "secret", "00000000-0000-0000-0000-000000000002",
          "entity", "reach-none",
          "token", "zz0000000000",
          "project", "reach-none-project",
          "run", "00000000-0000-0000-0000-000000000003",
          "artifact", "reach-none.txt");

  private final Installation sealward;
  private final Map<String, String> entity;

  ReachableIT(Installation sealward) {
    this.sealward = sealward;
    this.entity = Map.of("Authorization", "Bearer " + sealward.token());
  }

  @Test
  void nobodyGetsWhatTheListSays() {
    SoftAssertions wrong = new SoftAssertions();
    for (Row row : ReachTable.rows()) {
      // Pages take no token, so that one form of it will do.
      boolean page = row.kind().equals("page");
      for (String token :
          page
              ? List.of("", "Bearer swd_nobody")
              : List.of("", "Bearer swd_nobody", "Basic eDp5")) {
        Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", token);
        HttpResponse<String> answer = ask(row.method(), row.asked(Map.of()), headers);
        expectAsNobody(wrong, row, answer, "'" + token + "'");
      }
    }
    wrong.assertAll();
  }

  @Test
  void entityReachesTheApiAndWhatIsForBothAndNothingElse() {
    SoftAssertions wrong = new SoftAssertions();
    for (Row row : ReachTable.rows()) {
      HttpResponse<String> answer = ask(row.method(), row.asked(Map.of()), entity);
      String what = row + " as an entity";
      switch (row.who()) {
        case "entity" -> wrong.assertThat(answer.statusCode()).as(what).isNotIn(302, 401, 405);
        case "entity-or-person" -> wrong.assertThat(answer.statusCode()).as(what).isEqualTo(200);
        default -> expectAsNobody(wrong, row, answer, "an entity");
      }
    }
    wrong.assertAll();
    assertThat(sealward.agent().get("/metrics").body()).contains("sealward_");
    assertThat(sealward.agent().get("/openapi").body()).contains("/api/v1/secrets/grants/revoke");
  }

  /** Every view as every role, where its things lie and from another workspace. */
  @Test
  @Tag("FOUND-07")
  void peopleReachTheViewsOfTheirRolesAndPlacesAndNothingElse() {
    Visitor admin = new Visitor(sealward.program().address()).signedIn();
    Page people = admin.get("/settings/people").page();
    admin.submit(people, "addWorkspace", "addIt", Map.of("workspace", "reach-elsewhere"));
    Colleague colleague = Colleague.letIn(sealward.program(), admin, "reach-colleague");
    Map<String, String> person = Map.of("Cookie", "JSESSIONID=" + colleague.session());
    Map<String, String> things = things(admin);
    SoftAssertions wrong = new SoftAssertions();
    ROLES.forEach(
        (letter, role) -> {
          colleague.become(role, "default");
          for (Row row : ReachTable.rows()) {
            // What no role opens is asked for as one of them.
            if (row.isForPeople() || letter.equals("A")) {
              expectAsPerson(wrong, row, ask(row.method(), row.asked(things), person), letter);
            }
          }
          wellKnown(wrong, person, role, INSTRUMENTS, List.of("GET"));
        });
    for (String letter : List.of("V", "O")) {
      colleague.become(ROLES.get(letter), "reach-elsewhere");
      for (Row row : ReachTable.rows()) {
        if (row.isPlaced()) {
          HttpResponse<String> answer = ask(row.method(), row.asked(things), person);
          String what = row + " as " + letter + " of another workspace";
          wrong.assertThat(answer.statusCode()).as(what).isEqualTo(row.isFor(letter) ? 404 : 403);
          HttpResponse<String> none = ask(row.method(), row.asked(NONE), person);
          wrong.assertThat(AnswerShape.of(answer)).as(what).isEqualTo(AnswerShape.of(none));
        }
      }
    }
    wrong.assertAll();
  }

  /** A server's own consoles, metrics, descriptions, sources: what is not listed is closed. */
  @Test
  void whatTheServerAnswersByItselfIsOnTheList() {
    SoftAssertions wrong = new SoftAssertions();
    wellKnown(wrong, Map.of(), "nobody", SERVERS, METHODS);
    Pattern others = Pattern.compile("(?!" + SERVERS + ").*");
    wellKnown(wrong, Map.of(), "nobody", others, List.of("GET", "OPTIONS", "LOCK"));
    wellKnown(wrong, entity, "an entity", SERVERS, METHODS);
    wrong.assertAll();
  }

  private void wellKnown(
      SoftAssertions wrong,
      Map<String, String> headers,
      String who,
      Pattern which,
      List<String> methods) {
    Set<String> listed =
        ReachTable.rows().stream()
            .filter(row -> row.kind().equals("server") || row.who().equals("anyone"))
            .map(Row::address)
            .collect(Collectors.toSet());
    List<String> asked =
        ReachTable.lines("/well-known.txt").filter(which.asMatchPredicate()).toList();
    assertThat(asked).hasSizeGreaterThan(15);
    for (String address : asked) {
      for (String method : methods) {
        HttpResponse<String> answer = ask(method, address, headers);
        String what = method + " " + address + " as " + who;
        boolean known = Set.of("GET", "HEAD").contains(method) && listed.contains(address);
        boolean toTheDoor = location(answer).matches("/(sign-in(\\?next=[^&]*)?)?");
        // The container's own word for a folder, before anything of Sealward's; it leads to 404.
        boolean inside = address.startsWith("/WEB-INF/") && location(answer).equals(address + "/");
        wrong
            .assertThat(known || toTheDoor || inside || CLOSED.contains(answer.statusCode()))
            .as("%s: %s %s", what, answer.statusCode(), location(answer))
            .isTrue();
        wrong.assertThat(location(answer)).as(what).doesNotContain("//");
        wrong.assertThat(answer.body()).as(what).doesNotContain("Payara", "GlassFish", "<web-app");
      }
    }
  }

  private void expectAsNobody(
      SoftAssertions wrong, Row row, HttpResponse<String> answer, String who) {
    String what = row + " as " + who;
    wrong.assertThat(answer.statusCode()).as(what).isEqualTo(row.nobody());
    if (row.nobody() == 302) {
      String expected = row.address().equals("/unlock") ? "/" : "/sign-in";
      wrong.assertThat(location(answer)).as(what).matches(expected + "(\\?(next|sso)=[^&]*)?");
    }
    if (row.nobody() != 200) {
      wrong.assertThat(answer.body()).as(what).doesNotContain("sealward_", "openapi: 3");
    }
  }

  private void expectAsPerson(
      SoftAssertions wrong, Row row, HttpResponse<String> answer, String letter) {
    String what = row + " as " + ROLES.get(letter);
    int status = answer.statusCode();
    switch (row.kind()) {
      case "page" -> {
        boolean told = ABSENT.matcher(row.address()).matches();
        if (row.isFor(letter)) {
          wrong.assertThat(status).as(what).isIn(told ? Set.of(302, 404, 422) : Set.of(200, 302));
          wrong.assertThat(location(answer)).as(what).doesNotMatch("/sign-in(\\?.*)?");
        } else if (row.who().matches("V?O?S?A?")) {
          wrong.assertThat(status).as(what).isEqualTo(403);
        } else {
          // The doors, for whom they are not.
          wrong.assertThat(status).as(what).isIn(302, 403, 404, 405, row.nobody());
        }
      }
      case "api" -> wrong.assertThat(status).as(what).isEqualTo(401);
      // By their own address only, which a page's leads to.
      case "inner" -> wrong.assertThat(status).as(what).isEqualTo(404);
      default ->
          wrong.assertThat(status).as(what).isEqualTo(row.address().contains("push") ? 404 : 200);
    }
  }

  /** One of everything the addresses name, in the workspace {@code default}. */
  private Map<String, String> things(Visitor admin) {
    String run = sealward.agent().startRun(Installation.PROJECT);
    sealward.agent().put(run + "/artifacts/reach.txt", BodyPublishers.ofString("a line\n"));
    String secret = sealward.granted().page().replaceAll(".*/", "");
    Matcher record = Pattern.compile("/audit/(\\d+)").matcher(admin.get("/audit").body());
    assertThat(record.find()).isTrue();
    Map<String, String> things = new LinkedHashMap<>();
    things.put("secret", secret);
    things.put("kind", "secret");
    things.put("id", secret);
    things.put("version", "1");
    things.put("entity", Installation.RUNNER);
    things.put("token", sealward.token().split("_", -1)[1]);
    things.put("person", Operator.NAME);
    things.put("project", Installation.PROJECT);
    things.put("run", run.replaceAll(".*/", ""));
    things.put("artifact", "reach.txt");
    things.put("record", record.group(1));
    things.put("backup", "00000000-0000-0000-0000-000000000001");
    things.put("segment", "1");
    return things;
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private HttpResponse<String> ask(String method, String path, Map<String, String> headers) {
    boolean sends = Set.of("POST", "PUT", "PATCH").contains(method);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sealward.program().address() + path))
            .method(method, sends ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    if (sends) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }
}
