package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Visitor.Reply;
import dev.sealward.web.RoutesUnderTest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers do to web applications, done to the program as it ships. */
@ExtendWith(SharedInstallation.class)
@Tag("PAGE-01")
@Tag("ATTACK-10")
class WebAttacksIT {
  private static final String EVIL = "evil.example";
  private static final Set<String> DOORS =
      Set.of("/sign-in", "/sign-in/oidc", "/sign-in/oidc/callback");
  private static final Pattern FORM =
      Pattern.compile("<form\\b[^>]*\\bid=\"([^\"]+)\".*?</form>", 32);
  private static final Pattern TEXT =
      Pattern.compile(
          "<input\\b(?=[^>]*type=\"(?:text|search|email|number)\")[^>]*\\bname=\"([^\"]+)\"");
  private static final Pattern BUTTON =
      Pattern.compile("<button\\b[^>]*\\b(?:name|id)=\"([^\"]+)\"[^>]*type=\"submit\"");

  private final Installation sealward;

  WebAttacksIT(Installation sealward) {
    this.sealward = sealward;
  }

  private Visitor visitor() {
    return new Visitor(sealward.program().address());
  }

  // What there is only so much of

  @Test
  void oneAddressCannotTakeAllSessionsThereAre() throws IOException {
    int pages = 0;
    int status = askedFrom("127.0.0.9");
    while (status == 200 && pages < 1_000) {
      pages++;
      status = askedFrom("127.0.0.9");
    }
    assertThat(status).as("after %d pages", pages).isEqualTo(429);
    assertThat(visitor().get("/sign-in").status()).as("somebody elsewhere").isEqualTo(200);
  }

  /**
   * The status of the sign-in page, asked for without a session from an address of this machine.
   */
  private int askedFrom(String address) throws IOException {
    int port = sealward.program().address().getPort();
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (Socket socket = new Socket(loopback, port, InetAddress.getByName(address), 0)) {
      String request = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  // Routes and methods without a principal

  @Test
  void withoutAPersonNoRouteShowsOrTakesAnything() {
    for (String route : RoutesUnderTest.addresses()) {
      Reply asked = visitor().get(route);
      if (DOORS.contains(route)) {
        assertThat(asked.status()).as(route).isIn(200, 302, 404);
      } else {
        assertThat(asked.status() == 401 || isLedToADoor(asked)).as(route + asked).isTrue();
        assertThat(asked.body()).as(route).isEmpty();
      }
      Reply sent = visitor().post(route, Map.of("name", "x1", "value", "x1"));
      assertThat(sent.status()).as("POST " + route).isIn(401, 403, 302);
      assertThat(sent.status() != 302 || isLedToADoor(sent)).as("POST " + route).isTrue();
    }
  }

  private static boolean isLedToADoor(Reply reply) {
    return reply.status() == 302 && reply.location().matches("/(?:sign-in(?:\\?next=.*)?|)");
  }

  @Test
  @Tag("ATTACK-07")
  void withoutATokenNoMethodOfTheApiRuns() throws Exception {
    List<String> asked = new ArrayList<>();
    for (Class<?> resource : apiClasses()) {
      Path root = resource.getAnnotation(Path.class);
      if (root == null) {
        continue;
      }
      for (Method method : resource.getDeclaredMethods()) {
        for (var annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            Path more = method.getAnnotation(Path.class);
            String path = "/api/v1/" + root.value() + (more == null ? "" : "/" + more.value());
            String plain =
                path.replaceAll("\\{[^}]*(?:\\{[^}]*}[^}]*)*}", "x1").replaceAll("//+", "/");
            asked.add(verb.value() + " " + plain);
          }
        }
      }
    }
    assertThat(asked).hasSizeGreaterThan(10);
    for (String call : asked) {
      String[] parts = call.split(" ");
      for (String header :
          new String[] {
            "X-None: 1", "Authorization: Bearer swd_x_y_z", "Authorization: Basic YTpi"
          }) {
        Reply reply =
            visitor()
                .send(
                    parts[0],
                    parts[1],
                    parts[0].equals("GET") ? "" : "[".repeat(5_000),
                    header,
                    "Content-Type: application/json");
        assertThat(reply.status()).as(call + " " + header).isEqualTo(401);
        assertThat(reply.body()).contains("UNAUTHENTICATED");
      }
    }
  }

  private static List<Class<?>> apiClasses()
      throws IOException, URISyntaxException, ReflectiveOperationException {
    Class<?> known = Class.forName("dev.sealward.api.SealwardApi");
    java.nio.file.Path folder =
        java.nio.file.Path.of(known.getResource("SealwardApi.class").toURI()).getParent();
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<java.nio.file.Path> files = Files.list(folder)) {
      for (java.nio.file.Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("Resource.class")) {
          classes.add(Class.forName("dev.sealward.api." + name.replace(".class", "")));
        }
      }
    }
    return classes;
  }

  // Cross-site request forgery

  @Test
  void csrfFormWithoutItsViewStateChangesNothing() {
    Visitor ada = visitor().signedIn();
    Map<String, String> bare =
        new LinkedHashMap<>(
            Map.of(
                "register", "register", "entity", "forged-one", "kind", "agent", "registerIt", ""));

    assertThat(ada.post("/settings/entities", bare).status()).isEqualTo(403);
    assertThat(ada.get("/settings/entities/forged-one").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1:1",
        "-1234567890123456789:1234567890123456789",
        "stateless",
        "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcAUH2sHDFmDRAwACRgAKbG9hZEZhY3RvckkACXRocmVzaG9sZHhwP0AAAAAAAAB3CAAAABAAAAAAeA=="
      })
  @Tag("ATTACK-19")
  void csrfFormWithAMadeUpViewStateChangesNothing(String state) {
    Visitor ada = visitor().signedIn();
    Page page = ada.get("/settings/entities").page();
    Map<String, String> typed =
        Map.of("entity", "forged-two", "kind", "agent", "jakarta.faces.ViewState", state);

    Reply reply = ada.submit(page, "register", "registerIt", typed);

    assertThat(reply.status()).as(reply.toString()).isIn(302, 403);
    assertThat(ada.get("/settings/entities/forged-two").status()).isEqualTo(404);
  }

  @Test
  void csrfFormWithTheAttackersOwnViewStateChangesNothing() {
    String attackers =
        visitor().get("/sign-in").page().fields("door").get("jakarta.faces.ViewState");
    Visitor ada = visitor().signedIn();
    Page page = ada.get("/settings/entities").page();

    Reply reply =
        ada.submit(
            page,
            "register",
            "registerIt",
            Map.of(
                "entity", "forged-three", "kind", "agent", "jakarta.faces.ViewState", attackers));

    assertThat(reply.location()).isEqualTo("/settings/entities?expired=1");
    assertThat(ada.get("/settings/entities/forged-three").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1.evil.example"
      })
  void csrfFormSentFromAnotherSiteChangesNothingEvenWithItsViewState(String header) {
    Visitor ada = visitor().signedIn();
    Page page = ada.get("/settings/entities").page();

    Reply reply =
        ada.submit(
            page,
            "register",
            "registerIt",
            Map.of("entity", "forged-four", "kind", "agent"),
            header);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(ada.get("/settings/entities/forged-four").status()).isEqualTo(404);
  }

  @Test
  @Tag("ATTACK-19")
  void viewStateStaysOnTheServer() {
    String state = visitor().get("/sign-in").page().fields("door").get("jakarta.faces.ViewState");

    assertThat(state).matches("-?[0-9]+:-?[0-9]+");
  }

  // Session fixation

  @Test
  void fixedSessionIdIsNotTakenAndChangesAtSignIn() {
    Visitor victim = visitor();
    victim.holdSession("0123456789abcdef0123456789ab");
    victim.get("/sign-in");
    String before = victim.session();
    assertThat(before).isNotEqualTo("0123456789abcdef0123456789ab");

    victim.signedIn();

    assertThat(victim.session()).isNotEqualTo(before);
    assertThat(victim.get("/audit").status()).isEqualTo(200);
    Visitor attacker = visitor();
    attacker.holdSession(before);
    assertThat(isLedToADoor(attacker.get("/audit"))).isTrue();
  }

  @Test
  void sessionIdInTheAddressIsNone() {
    Visitor ada = visitor().signedIn();

    for (String path :
        List.of(
            "/audit;jsessionid=" + ada.session(),
            "/audit;JSESSIONID=" + ada.session(),
            "/audit?jsessionid=" + ada.session())) {
      Reply reply = visitor().get(path);
      assertThat(reply.status()).as(path).isIn(302, 400, 404);
      assertThat(reply.body()).doesNotContain("timeline");
    }
    assertThat(ada.get("/").body()).doesNotContain(ada.session());
  }

  @Test
  void sessionCookieIsForHttpOnlyAndNotSentAcrossSites() {
    Reply first = visitor().get("/sign-in");

    assertThat(first.header("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .containsIgnoringCase("SameSite=Lax");
  }

  // Clickjacking

  @Test
  void noPageNorErrorCanBeFramed() {
    Visitor ada = visitor().signedIn();
    List<Reply> replies = new ArrayList<>();
    RoutesUnderTest.addresses().forEach(route -> replies.add(ada.get(route)));
    replies.add(visitor().get("/sign-in"));
    replies.add(visitor().get("/no/such/page"));
    replies.add(visitor().get("/..%2f"));
    replies.add(visitor().get("/sign-in", "Host: " + EVIL));
    replies.add(visitor().post("/sign-in", Map.of("a", "b")));
    replies.add(visitor().send("DELETE", "/sign-in", ""));
    replies.add(visitor().post("/sign-in", Map.of("jakarta.faces.ViewState", "x".repeat(3 << 20))));
    for (Reply reply : replies) {
      if (reply.status() == 400) {
        // The container's own answer, to what is no address: there is nothing to frame.
        assertThat(reply.body()).isEmpty();
        continue;
      }
      assertThat(reply.header("X-Frame-Options"))
          .as(reply.address() + " " + reply.headers())
          .contains("DENY");
      assertThat(reply.header("Content-Security-Policy").orElse(""))
          .contains("frame-ancestors 'none'");
    }
  }

  // Open redirect

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example", "http:evil.example", "//evil.example", "///evil.example",
            "////evil.example",
        "/\\evil.example", "\\\\evil.example", "/%5cevil.example", "/%2fevil.example",
            "%2f%2fevil.example",
        "/.evil.example", "/..//evil.example", "/;@evil.example", "/@evil.example",
            "javascript:alert(1)",
        "data:text/html,x", " //evil.example", "\t//evil.example",
            "/\r\nLocation: https://evil.example", "/audit\u0000//evil.example",
        "https:/evil.example", "/sign-in//evil.example", "/audit#//evil.example",
            "\u2215\u2215evil.example"
      })
  void openRedirectThroughNextLeadsHome(String next) {
    Visitor ada = sharedAda();

    Reply reply = ada.get("/sign-in?next=" + Visitor.encode(next));

    assertThat(reply.location()).isIn("/");
  }

  private static Visitor ada;

  private Visitor sharedAda() {
    if (ada == null || ada.get("/audit").status() != 200) {
      ada = visitor().signedIn();
    }
    return ada;
  }

  // Header injection

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sign-in?next=/audit%0d%0aX-Injected:%201",
        "/audit%0d%0aX-Injected:%201",
        "/settings/entities/x%0d%0aX-Injected:%201",
        "/projects/demo/runs/x/artifacts/a%0d%0aX-Injected:%201",
        "/%E5%98%8A%E5%98%8DX-Injected:%201"
      })
  void headerInjectionByLineBreaksAddsNoHeader(String path) {
    for (Visitor who : List.of(visitor(), sharedAda())) {
      assertThat(who.get(path).headers()).noneMatch(line -> line.startsWith("X-Injected"));
    }
  }

  @Test
  @Tag("FR-028-009")
  void headerInjectionByTheCorrelationIdAddsNoHeader() {
    Reply reply =
        visitor().get("/api/v1", "X-Correlation-Id: 1\n\tX-Injected: 1", "Authorization: Bearer x");

    assertThat(reply.headers()).noneMatch(line -> line.startsWith("X-Injected"));
    assertThat(reply.header("X-Correlation-Id").orElse("")).doesNotContain("Injected");
  }

  // Host header

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:80",
        "localhost.evil.example",
        "user@127.0.0.1",
        "127.0.0.1,evil.example",
        "a b"
      })
  void foreignHostGetsNoPageAndNoRedirect(String host) {
    for (String path : List.of("/", "/sign-in", "/audit", "/sign-in/oidc")) {
      Reply reply = visitor().get(path, "Host: " + host);

      assertThat(reply.status()).as(path).isIn(400, 421);
      assertThat(reply.location()).isEmpty();
      assertThat(reply.body()).doesNotContain(EVIL);
    }
  }

  @Test
  @Tag("ATTACK-11")
  void redirectsNameNoHostWhateverTheRequestSays() {
    for (String header :
        List.of(
            "X-Forwarded-Host: evil.example",
            "Forwarded: host=evil.example",
            "X-Forwarded-Proto: ftp",
            "Host: 192.0.2.66",
            "X-Original-URL: /evil.example",
            "Referer: https://evil.example/")) {
      assertThat(visitor().get("/audit", header).location())
          .as(header)
          .isEqualTo("/sign-in?next=%2Faudit");
    }
    assertThat(visitor().get("http://evil.example/audit").location()).doesNotContain(EVIL);
    Reply api =
        visitor()
            .get("/api/v1", "Host: sealward.internal", "Authorization: Bearer " + sealward.token());
    assertThat(api.status()).as("programs may use any name").isEqualTo(200);
  }

  // Mass assignment

  @Test
  @Tag("FOUND-07")
  void extraMembersOfABodyAssignNothing() {
    String body =
        "{\"title\":\"A"
            + " run\",\"id\":\"00000000-0000-0000-0000-000000000001\",\"tenant\":\"other\",\"workspace\":\"other\",\"project\":\""
            + Installation.PROJECT
            + "\",\"state\":\"succeeded\",\"createdBy\":\"ada\",\"roles\":[\"admin\"]}";

    Agent.Answer answer =
        sealward
            .otherAgent()
            .post("/api/v1/projects/" + Installation.OTHER_PROJECT + "/runs", body);

    if (answer.status() == 201) {
      String id = answer.json().getString("id");
      assertThat(id).isNotEqualTo("00000000-0000-0000-0000-000000000001");
      Agent.Answer run =
          sealward
              .otherAgent()
              .get("/api/v1/projects/" + Installation.OTHER_PROJECT + "/runs/" + id);
      assertThat(run.json().getString("state")).isEqualTo("running");
    } else {
      assertThat(answer.status()).isBetween(400, 422);
    }
  }

  @Test
  @Tag("FOUND-07")
  void extraFieldsOfAFormAssignNothing() {
    Visitor who = sharedAda();
    Map<String, String> typed = new LinkedHashMap<>(Map.of("entity", "plain-one", "kind", "agent"));
    for (String extra :
        List.of(
            "tenant",
            "roles",
            "createdBy",
            "id",
            "entitiesPage.roles",
            "person",
            "actor",
            "class.classLoader")) {
      typed.put(extra, "other-tenant-zq");
    }

    Reply made = who.submit(who.get("/settings/entities").page(), "register", "registerIt", typed);

    assertThat(made.location()).isEqualTo("/settings/entities/plain-one");
    assertThat(who.get("/settings/entities/plain-one").body()).doesNotContain("other-tenant-zq");
    assertThat(who.get("/settings/entities").body()).doesNotContain("other-tenant-zq");
  }

  // Expressions, look-ups, files

  @Test
  @Tag("ATTACK-01")
  @Tag("ATTACK-19")
  void expressionsLookUpsAndPathsInAnyTextFieldAreJustText() throws IOException {
    java.nio.file.Path planted =
        java.nio.file.Path.of("/tmp/sealward-planted-" + ProcessHandle.current().pid());
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> payloads =
          List.of(
              "#{7*191}zq",
              "${7*191}zq",
              "${jndi:ldap://127.0.0.1:" + listener.getLocalPort() + "/a}",
              "../../../../../../../.." + planted);
      Visitor who = sharedAda();
      Set<String> tried = new TreeSet<>();
      for (String route :
          List.of(
              "/settings/entities",
              "/projects",
              "/settings/security/store",
              "/settings/redaction",
              "/settings/redaction/new",
              "/settings/sign-in",
              "/audit",
              "/alerts",
              "/projects/demo")) {
        for (String payload : payloads) {
          tryAllForms(who, route, payload, tried);
          Reply queried =
              who.get(
                  route
                      + "?q="
                      + Visitor.encode(payload)
                      + "&actor="
                      + Visitor.encode(payload)
                      + "&sso="
                      + Visitor.encode(payload));
          assertThat(queried.body()).as(route).doesNotContain("1337zq");
        }
      }
      for (String payload : payloads) {
        assertThat(
                visitor()
                    .get(
                        "/sign-in?sso="
                            + Visitor.encode(payload)
                            + "&next="
                            + Visitor.encode(payload),
                        "User-Agent: " + payload,
                        "X-Correlation-Id: " + payload)
                    .body())
            .doesNotContain("1337zq");
      }
      assertThat(tried).hasSizeGreaterThan(4);
      listener.setSoTimeout(1);
      assertThat(isCalled(listener)).as("a look-up connected").isFalse();
    }
    assertThat(planted).doesNotExist();
    assertThat(sealward.program().output()).doesNotContain("1337zq", "javax.naming", "LdapCtx");
  }

  private static boolean isCalled(ServerSocket listener) throws IOException {
    try {
      listener.accept().close();
      return true;
    } catch (SocketTimeoutException nobody) {
      return false;
    }
  }

  private static void tryAllForms(Visitor who, String route, String payload, Set<String> tried) {
    Reply reply = who.get(route);
    Matcher form = FORM.matcher(reply.body());
    while (form.find()) {
      Map<String, String> typed = new LinkedHashMap<>();
      Matcher text = TEXT.matcher(form.group());
      while (text.find()) {
        typed.put(text.group(1), payload);
      }
      Matcher button = BUTTON.matcher(form.group());
      if (typed.isEmpty() || !button.find()) {
        continue;
      }
      tried.add(route + " " + form.group(1) + " " + typed.keySet());
      Reply sent = who.submit(reply.page(), form.group(1), button.group(1), typed);
      assertThat(sent.status()).as(route + " " + form.group(1)).isIn(200, 302);
      assertThat(sent.body()).as(route + " " + form.group(1)).doesNotContain("1337zq");
    }
  }

  @Test
  @Tag("HOME-01")
  void temporaryFilesStayInAPrivateFolder() throws IOException {
    java.nio.file.Path temporary = sealward.program().data().resolve("server").resolve("tmp");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)))
        .isEqualTo("rwx------");
    try (Stream<java.nio.file.Path> open =
        Files.list(java.nio.file.Path.of("/proc/" + sealward.program().pid() + "/fd"))) {
      for (java.nio.file.Path descriptor : open.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          String target = Files.readSymbolicLink(descriptor).toString();
          assertThat(target).matches("(?!/tmp/(?!.*program-)).*|/tmp/.*\\.jar");
        }
      }
    }
  }
}
