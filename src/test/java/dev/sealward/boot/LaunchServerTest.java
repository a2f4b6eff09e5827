package dev.sealward.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.Redactor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code redact --server} against a server that answers as told. */
@Tag("ST-SEC-004")
@Tag("ATTACK-20")
class LaunchServerTest {
  private static final String TOKEN = "swd_a_machine_token";
  private static final String VALUE = "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4Sa1Po0";
  private static final byte[] INPUT = ("it was " + VALUE + "\n").getBytes(UTF_8);

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<String> asked = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private HttpServer server;
  private int status = 200;
  private byte[] body = new byte[0];

  @BeforeEach
  void start() throws IOException {
    body = bundle(VALUE);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().get("Authorization"));
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
  }

  @Test
  void valuesOfTheServerAreMaskedWithItsFingerprintInEveryForm() throws IOException {
    String base64 = Base64.getEncoder().encodeToString(("user:" + VALUE).getBytes(UTF_8));
    String text = VALUE + "\n" + base64 + "\n" + VALUE.replace("Z", "%5A") + "\n";

    String out = redact(text.getBytes(UTF_8), 0);

    String mask = "[masked:api_key:" + mask(redactor(), VALUE).fingerprint() + "]";
    assertThat(out.lines()).hasSize(3).allMatch(line -> line.endsWith(mask));
    assertThat(asked)
        .containsExactly("/api/v1/redaction/known-values?parts=1 [Bearer " + TOKEN + "]");
    assertThat(said()).isEmpty();
  }

  @Test
  void partsAreFetchedOneAfterAnother() throws IOException {
    String other = "Ub5Yk2Rt8Wq3Ze6Ix9Oc4Pm7Sn1Vf0";
    Map<String, byte[]> parts =
        Map.of(
            "parts=1",
            bundle(VALUE),
            "parts=1&after=b%3A1",
            bundle("short-of-24"),
            "parts=1&after=c%3A2",
            bundle(other));
    Map<String, String> next = Map.of("parts=1", "b:1", "parts=1&after=b%3A1", "c:2");
    server.createContext(
        "/parts/",
        exchange -> {
          String query = exchange.getRequestURI().getRawQuery();
          if (next.containsKey(query)) {
            exchange.getResponseHeaders().add("X-Next-After", next.get(query));
          }
          body = parts.get(query);
          answer(exchange);
        });

    String out =
        run(
            (VALUE + " " + other + "\n").getBytes(UTF_8),
            0,
            TOKEN,
            "--server",
            address() + "/parts");

    assertThat(out).matches("\\[masked:api_key:....] \\[masked:api_key:....]\n");
    assertThat(asked).hasSize(3);
    assertThat(said()).startsWith("sealward: 1 known values are too short");
  }

  /** Who has only some of the values would print the others. */
  @Test
  void partThatFailsEndsItBeforeAnythingIsWritten() throws IOException {
    server.createContext(
        "/cut/",
        exchange -> {
          boolean first = exchange.getRequestURI().getRawQuery().equals("parts=1");
          exchange.getResponseHeaders().add("X-Next-After", "b:1");
          status = first ? 200 : 503;
          answer(exchange);
        });
    assertThat(run(INPUT, 4, TOKEN, "--server", address() + "/cut")).isEmpty();
  }

  @Test
  void knownFileAndReportWorkBesideIt() throws IOException {
    Path known = Files.writeString(folder.resolve("known"), "\"another-known-value\"\n");

    String out =
        redact(
            (VALUE + " another-known-value\n").getBytes(UTF_8),
            0,
            "--known",
            known.toString(),
            "--report");

    assertThat(out).matches("\\[masked:api_key:....] \\[masked:known_value:....]\n");
    assertThat(said().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"rule\":"));
  }

  @Test
  void tokenComesFromAFileAndOneThatOthersReadIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "swd_of_a_file\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    redact(INPUT, 0, "--token-file", file.toString());

    assertThat(asked).singleElement().asString().contains("[Bearer swd_of_a_file]");
    assertThat(said()).contains("make it 0600").doesNotContain("swd_of");
  }

  @Test
  void valuesTooShortToLeaveTheServerAreSaid() throws IOException {
    body = bundle(VALUE, "too-short-for-it");

    assertThat(redact(INPUT, 0)).startsWith("it was [masked:");
    assertThat(said()).startsWith("sealward: 1 known values are too short");
  }

  @Test
  void tokenThatMayReadNothingIsSaid() throws IOException {
    body = bundle();

    assertThat(redact(INPUT, 0)).isEqualTo(new String(INPUT, UTF_8));
    assertThat(said()).contains("may read no secret");
  }

  @ParameterizedTest
  @CsvSource({
    "401, 3, does not accept the token (SOME_CODE)",
    "403, 3, does not accept the token (SOME_CODE)",
    "302, 4, no known values at this address (SOME_CODE)",
    "404, 4, no known values at this address (SOME_CODE)",
    "429, 4, try again later (SOME_CODE)",
    "500, 4, no known values at this address (SOME_CODE)",
    "503, 4, try again later (SOME_CODE)"
  })
  void answerThatIsARefusalEndsItBeforeAnythingIsWritten(int answer, int exit, String words)
      throws IOException {
    status = answer;
    body = ("{\"code\":\"SOME_CODE\",\"title\":\"\u001b[2J" + VALUE + "\"}").getBytes(UTF_8);

    assertThat(redact(INPUT, exit)).isEmpty();

    assertThat(said().lines()).singleElement().asString().startsWith("sealward: ").contains(words);
    assertThat(said()).doesNotContain(VALUE, TOKEN, "\u001b");
    assertThat(asked).as("no redirect is followed").hasSize(1);
  }

  @Test
  void answerThatIsNoBundleOrACutOneEndsIt() throws IOException {
    byte[] whole = body;
    for (byte[] broken :
        List.of(new byte[0], "<html>".getBytes(UTF_8), Arrays.copyOf(whole, whole.length - 1))) {
      body = broken;
      assertThat(redact(INPUT, 4)).isEmpty();
    }
    assertThat(said().lines()).hasSize(3).allMatch(line -> line.contains("are no known values"));
  }

  @Test
  void refusalWithoutEndIsNotReadToItsEnd() throws IOException {
    status = 500;
    body = new byte[1 << 20];

    assertThat(redact(INPUT, 4)).isEmpty();
    assertThat(said()).contains("more than known values may take");
  }

  @Test
  void serverThatDoesNotAnswerEndsIt() throws IOException {
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    LaunchServer slow =
        new LaunchServer(URI.create(address() + "/slow"), TOKEN, null, Duration.ofMillis(300));
    assertThatThrownBy(slow::known).hasMessage("the server did not answer in time.");
    ended.countDown();

    String gone = address();
    server.stop(0);
    assertThat(run(INPUT, 4, TOKEN, "--server", gone)).isEmpty();
    assertThat(said()).isEqualTo("sealward: the server cannot be reached.\n");
  }

  @Test
  void certificateIsVerifiedForTheNameAgainstTheAuthoritiesGiven() throws Exception {
    Path authority = folder.resolve("authority.pem");
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(serverSide(authority)));
    secure.createContext("/", this::answer);
    secure.start();
    String port = ":" + secure.getAddress().getPort();
    try {
      String named = "https://127.0.0.1" + port;
      assertThat(run(INPUT, 0, TOKEN, "--server", named, "--ca", authority.toString()))
          .startsWith("it was [masked:");
      assertThat(asked).hasSize(1);

      String other = "https://localhost" + port;
      assertThat(run(INPUT, 4, TOKEN, "--server", named)).isEmpty();
      assertThat(run(INPUT, 4, TOKEN, "--server", other, "--ca", authority.toString())).isEmpty();
      assertThat(said().lines()).hasSize(2).allMatch(line -> line.contains("not trusted"));
      assertThat(asked).as("the token went nowhere else").hasSize(1);
    } finally {
      secure.stop(0);
    }
  }

  private SSLContext serverSide(Path authority) throws Exception {
    Path keys = folder.resolve("keys.p12");
    String password = "only-for-this-test";
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias=server",
            "-keyalg=EC",
            "-dname=CN=test",
            "-ext=san=ip:127.0.0.1",
            "-storetype=PKCS12",
            "-keystore=" + keys,
            "-storepass=" + password);
    Process made =
        new ProcessBuilder(command.stream().flatMap(LaunchServerTest::option).toList())
            .redirectErrorStream(true)
            .start();
    String told = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertThat(made.waitFor()).as(told).isZero();
    KeyStore store = KeyStore.getInstance(keys.toFile(), password.toCharArray());
    Files.writeString(
        authority,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate("server").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** {@code -name=value} as the two arguments it stands for. */
  private static Stream<String> option(String text) {
    int equals = text.startsWith("-") ? text.indexOf('=') : -1;
    return equals < 0
        ? Stream.of(text)
        : Stream.of(text.substring(0, equals), text.substring(equals + 1));
  }

  @Test
  void fileOfAuthoritiesThatHoldsNoneEndsIt() throws IOException {
    Path file = Files.writeString(folder.resolve("ca"), "no certificate");

    assertThat(redact(INPUT, 2, "--ca", file.toString())).isEmpty();
    assertThat(redact(INPUT, 2, "--ca", folder.resolve("none").toString())).isEmpty();
    assertThat(said().lines()).hasSize(2).allMatch(line -> line.contains("--ca"));
    assertThat(asked).isEmpty();
  }

  @Test
  void withoutATokenNobodyIsAsked() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path odd = Files.writeString(folder.resolve("odd"), "two words");

    assertThat(run(INPUT, 2, null, "--server", address())).isEmpty();
    assertThat(run(INPUT, 2, "", "--server", address())).isEmpty();
    assertThat(redact(INPUT, 2, "--token-file", empty.toString())).isEmpty();
    assertThat(redact(INPUT, 2, "--token-file", odd.toString())).isEmpty();
    assertThat(redact(INPUT, 2, "--token-file", folder.resolve("none").toString())).isEmpty();

    assertThat(said()).contains("SEALWARD_TOKEN", "holds no machine token", "cannot be read");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sealward.example",
        "http://sealward.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "ftp://127.0.0.1",
        "https://",
        "https://nightjar:nightjar@sealward.example",
        "https://sealward.example/?nightjar",
        "https://sealward.example/#nightjar",
        "https://sealward example"
      })
  void addressThatIsNotForATokenIsRefusedAndNotRepeated(String address) {
    assertThatThrownBy(() -> LaunchRedact.parse(List.of("--server", address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--server needs")
        .hasMessageNotContaining("nightjar");
  }

  @ParameterizedTest
  @CsvSource({
    "https://sealward.example, https://sealward.example",
    "https://sealward.example/, https://sealward.example",
    "HTTPS://sealward.example:8443/below/, HTTPS://sealward.example:8443/below",
    "http://localhost:8080, http://localhost:8080",
    "http://127.0.0.2:1, http://127.0.0.2:1",
    "http://[::1]:8080, http://[::1]:8080"
  })
  void addressMayStandBelowAPathAndOnThisMachineBePlain(String given, String asIs) {
    assertThat(LaunchServer.address(given)).hasToString(asIs + "/api/v1/redaction/known-values");
  }

  @Test
  void optionsOfAServerNeedOne() {
    assertThatThrownBy(() -> LaunchRedact.parse(List.of("--ca", "file")))
        .hasMessageContaining("--server URL");
  }

  @Test
  void printsNothing() {
    assertThat(
            new LaunchServer(
                LaunchServer.address("https://sealward.example"), TOKEN, null, Duration.ZERO))
        .hasToString("LaunchServer[sealward.example]");
  }

  private static Redactor redactor() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    return Redactor.of(key);
  }

  private static Mask mask(Redactor redactor, String value) {
    return ((MaskOutcome.Maskable) redactor.compile("api_key", value.getBytes(UTF_8))).mask();
  }

  private static byte[] bundle(String... values) {
    Redactor redactor = redactor();
    List<Mask> masks = Arrays.stream(values).map(value -> mask(redactor, value)).toList();
    return redactor.fingerprints(masks).serialised();
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String redact(byte[] in, int exit, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("--server", address()));
    all.addAll(List.of(arguments));
    return run(in, exit, TOKEN, all.toArray(String[]::new));
  }

  private String run(byte[] in, int exit, @Nullable String token, String... arguments)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream input = new ByteArrayInputStream(in);
    assertThat(
            LaunchRedact.run(
                List.of(arguments),
                name -> name.equals("SEALWARD_TOKEN") ? token : null,
                input,
                out,
                new PrintStream(said, true, UTF_8)))
        .isEqualTo(exit);
    return out.toString(UTF_8);
  }

  private String said() {
    return said.toString(UTF_8);
  }
}
