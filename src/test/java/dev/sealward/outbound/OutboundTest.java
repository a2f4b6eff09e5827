package dev.sealward.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sealward.outbound.OutboundFailure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-01")
@Tag("ATTACK-17")
class OutboundTest {
  private static final char[] PASSWORD = "of this test".toCharArray();

  @TempDir Path folder;

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = start(HttpServer.create(loopback(), 10));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : toClose) {
      one.close();
    }
    threads.shutdownNow();
  }

  @Test
  void methodHeadersBodyAndStatusPassUnchanged() throws Exception {
    Outbound outbound = outbound(Set.of("127.0.0.1"));
    Outbound.Answer answer =
        outbound.send(
            new Outbound.Request(
                "LIST",
                uri("http", "127.0.0.1", "/echo?a=b"),
                Map.of("X-Token", "t1"),
                "body".getBytes(StandardCharsets.US_ASCII)));
    assertThat(answer.status()).isEqualTo(418);
    assertThat(new String(answer.body(), StandardCharsets.US_ASCII))
        .isEqualTo("LIST /echo?a=b t1 body");
  }

  @Test
  void redirectIsAnAnswerAndNotFollowed() throws Exception {
    Outbound.Answer answer =
        outbound(Set.of("127.0.0.1")).send(get(uri("http", "127.0.0.1", "/redirect")));
    assertThat(answer.status()).isEqualTo(302);
    assertThat(seen).containsExactly("/redirect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:pass@127.0.0.1/",
        "/relative",
        "mailto:a@b"
      })
  void otherSchemesAndPlainHttpToStrangersAreForbidden(String uri) throws IOException {
    assertFails(Reason.FORBIDDEN, outbound(Set.of("127.0.0.1")), get(URI.create(uri)));
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "2130706433", "127.1"})
  void loopbackIsForbiddenUnlessTheOperatorNamedIt(String host) throws IOException {
    assertFails(Reason.FORBIDDEN, outbound(Set.of()), get(uri("https", host, "/")));
    assertThat(seen).isEmpty();
  }

  @Test
  void metadataServiceIsForbiddenEvenWhenNamed() throws IOException {
    assertFails(
        Reason.FORBIDDEN,
        outbound(Set.of("169.254.169.254")),
        get(URI.create("http://169.254.169.254/latest/meta-data/")));
  }

  /** A name that is public when it is checked and private when it is connected to. */
  @Test
  void nameIsLookedUpOnceAndTheCheckedAddressIsUsed() throws Exception {
    List<String> lookups = new ArrayList<>();
    Outbound outbound =
        outbound(
            Set.of("vault.example"),
            host -> {
              lookups.add(host);
              return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            });
    assertThat(outbound.send(get(uri("http", "vault.example", "/echo"))).status()).isEqualTo(418);
    assertThat(lookups).containsExactly("vault.example");
  }

  @Test
  void oneForbiddenAddressAmongSeveralForbidsTheName() throws IOException {
    Outbound outbound =
        outbound(
            Set.of(),
            host ->
                new InetAddress[] {
                  InetAddress.getByName("93.184.216.34"), InetAddress.getByName("10.0.0.7")
                });
    assertFails(Reason.FORBIDDEN, outbound, get(URI.create("https://rebound.example/")));
  }

  @Test
  void unknownHostIsSaid() throws IOException {
    Outbound outbound =
        outbound(
            Set.of(),
            host -> {
              throw new UnknownHostException(host);
            });
    assertFails(Reason.UNKNOWN_HOST, outbound, get(URI.create("https://nowhere.example/")));
  }

  @Test
  void slowAnswerEndsWithTheRequestsTime() throws IOException {
    long started = System.nanoTime();
    assertFails(
        Reason.TIMED_OUT, outbound(Set.of("127.0.0.1")), get(uri("http", "127.0.0.1", "/trickle")));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started))
        .as("it would have gone on for a minute")
        .isLessThan(30);
  }

  @Test
  void moreThanTheLimitIsNotRead() throws Exception {
    Outbound outbound = outbound(Set.of("127.0.0.1"));
    assertFails(Reason.ANSWER_TOO_LARGE, outbound, get(uri("http", "127.0.0.1", "/endless")));
    assertThat(outbound.send(get(uri("http", "127.0.0.1", "/limit"))).body()).hasSize(1000);
  }

  @Test
  void failureNamesTheHostAndNothingOfTheRequest() throws IOException {
    Outbound outbound = outbound(Set.of("127.0.0.1"));
    server.stop(0);
    Outbound.Request request =
        new Outbound.Request(
            "GET",
            uri("http", "127.0.0.1", "/path-of-the-request"),
            Map.of("X-Token", "token-of-the-request"),
            null);
    OutboundFailure failure = assertFails(Reason.UNREACHABLE, outbound, request);
    assertThat(failure).hasMessage("127.0.0.1 did not answer").hasNoCause();
    assertThat(request).hasToString("Request[GET 127.0.0.1]");
    assertThat(new Outbound.Answer(200, new byte[] {1})).hasToString("Answer[200]");
  }

  @Test
  void certificateIsVerifiedForTheNameAgainstTheOperatorsAuthorities() throws Exception {
    Path keys = makeKeys();
    Path authority = folder.resolve("authority.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-keystore",
        keys.toString(),
        "-storepass",
        new String(PASSWORD),
        "-file",
        authority.toString());
    HttpsServer secure = HttpsServer.create(loopback(), 10);
    secure.setHttpsConfigurator(new HttpsConfigurator(serverSide(keys)));
    start(secure);
    int port = secure.getAddress().getPort();
    Set<String> hosts = Set.of("vault.example", "other.example");
    CheckedAddresses.Lookup lookup = host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")};

    Outbound trusting = outbound(hosts, lookup, authority);
    assertThat(trusting.send(get(URI.create("https://vault.example:" + port + "/echo"))).status())
        .isEqualTo(418);
    assertFails(
        Reason.UNTRUSTED, trusting, get(URI.create("https://other.example:" + port + "/echo")));
    assertFails(
        Reason.UNTRUSTED,
        outbound(hosts, lookup),
        get(URI.create("https://vault.example:" + port + "/echo")));
  }

  @Test
  void fileWithoutACertificateIsRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    assertThatThrownBy(() -> outbound(Set.of(), InetAddress::getAllByName, empty))
        .isInstanceOf(IOException.class);
  }

  private Path makeKeys() throws Exception {
    Path keys = folder.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=dns:vault.example",
        "-keystore",
        keys.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        new String(PASSWORD));
    return keys;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static SSLContext serverSide(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private <T extends HttpServer> T start(T made) {
    made.createContext("/", this::answer);
    made.setExecutor(threads);
    made.start();
    toClose.add(() -> made.stop(0));
    return made;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      synchronized (seen) {
        seen.add(path);
      }
      switch (path) {
        case "/redirect" -> {
          exchange.getResponseHeaders().set("Location", "/echo");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/trickle" -> trickle(exchange);
        case "/endless" -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[1_000_000]);
        }
        case "/limit" -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[1000]);
        }
        default -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
          byte[] echo =
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + exchange.getRequestHeaders().getFirst("X-Token")
                      + " "
                      + body)
                  .getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(418, echo.length);
          exchange.getResponseBody().write(echo);
        }
      }
    }
  }

  private static void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try {
      for (int i = 0; i < 600; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outbound outbound(Set<String> operatorsHosts) throws IOException {
    return outbound(operatorsHosts, InetAddress::getAllByName);
  }

  private Outbound outbound(Set<String> operatorsHosts, CheckedAddresses.Lookup lookup)
      throws IOException {
    return outbound(operatorsHosts, lookup, null);
  }

  private Outbound outbound(
      Set<String> operatorsHosts, CheckedAddresses.Lookup lookup, @Nullable Path certificates)
      throws IOException {
    Outbound outbound =
        new Outbound(
            new Outbound.Rules(
                operatorsHosts, Duration.ofSeconds(2), Duration.ofSeconds(2), 1000, certificates),
            lookup);
    toClose.add(outbound);
    return outbound;
  }

  private URI uri(String scheme, String host, String path) {
    return URI.create(scheme + "://" + host + ":" + server.getAddress().getPort() + path);
  }

  private static Outbound.Request get(URI uri) {
    return new Outbound.Request("GET", uri, Map.of(), null);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static OutboundFailure assertFails(
      Reason reason, Outbound outbound, Outbound.Request request) {
    OutboundFailure[] failure = new OutboundFailure[1];
    assertThatThrownBy(() -> outbound.send(request))
        .asInstanceOf(type(OutboundFailure.class))
        .satisfies(
            thrown -> {
              assertThat(thrown.reason()).isEqualTo(reason);
              failure[0] = thrown;
            });
    return failure[0];
  }
}
