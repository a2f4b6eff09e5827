package dev.sealward.access.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenID provider on loopback whose one account signs in without being asked, strict about what
 * it is sent; told to, it misbehaves in one way.
 */
public final class TestProvider implements AutoCloseable {
  public static final String CLIENT = "sealward-test";
  public static final String SECRET = "Zw6-pq_client-secret-of-a-test-41";

  /** What it does wrong. */
  public enum Trick {
    NONE,
    NONCE_OF_ANOTHER,
    NO_NONCE,
    AUDIENCE_OF_ANOTHER,
    FOREIGN_ISSUER,
    EXPIRED,
    NOT_YET,
    UNSIGNED,
    SIGNED_WITH_PUBLIC_KEY,
    SIGNED_WITH_CLIENT_SECRET,
    FOREIGN_KEY,
    STATE_OF_ANOTHER,
    NO_STATE,
    ISSUER_MIX_UP,
    CODE_TWICE,
    ERROR_WITH_SCRIPT,
    NO_TOKEN,
    HUGE_TOKEN,
    SLOW_TOKEN,
    REDIRECTED_TOKEN,
    HUGE_DESCRIPTION,
    DESCRIPTION_OF_ANOTHER,
    TOKEN_ADDRESS_ELSEWHERE,
    KEYS_GONE
  }

  public static final String SCRIPT = "<script>alert(/an otter-4711/)</script>";

  private record Begun(String challenge, String redirect, String nonce) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ECKey key;
  private final ECKey foreignKey;
  private final Map<String, Begun> codes = new ConcurrentHashMap<>();
  private final AtomicInteger redeemed = new AtomicInteger();
  private volatile Trick trick = Trick.NONE;
  private volatile Map<String, Object> account = Map.of("sub", "248289761001");

  private TestProvider() throws IOException, JOSEException {
    key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    foreignKey = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public static TestProvider start() {
    try {
      return new TestProvider();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
  }

  public void does(Trick wrong) {
    trick = wrong;
  }

  /** Whose account it is, as claims of the ID token. */
  public void account(Map<String, Object> claims) {
    account = claims;
  }

  /** How many codes were turned into tokens. */
  public int redeemed() {
    return redeemed.get();
  }

  /** Goes where the person is sent and gives the parameters the browser comes back with. */
  public static Map<String, String[]> visit(URI address) {
    return parameters(sentBackTo(address));
  }

  /** Goes where the person is sent and gives where the provider sends them back to. */
  public static URI sentBackTo(URI address) {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address).GET().build(),
                  HttpResponse.BodyHandlers.ofString());
      return URI.create(
          answer
              .headers()
              .firstValue("Location")
              .orElseThrow(() -> new AssertionError("turned away: " + answer.body())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static Map<String, String[]> parameters(URI address) {
    Map<String, String[]> parameters = new LinkedHashMap<>();
    form(address.getRawQuery())
        .forEach((name, value) -> parameters.put(name, new String[] {value}));
    return parameters;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/realm/.well-known/openid-configuration" -> describe(exchange);
        case "/realm/keys" -> keys(exchange);
        case "/realm/authorize" -> authorize(exchange);
        case "/realm/token" -> token(exchange);
        default -> send(exchange, 404, "{}");
      }
    } catch (JOSEException e) {
      throw new IOException(e);
    }
  }

  private void describe(HttpExchange exchange) throws IOException {
    String issuer = trick == Trick.DESCRIPTION_OF_ANOTHER ? "https://other.example" : issuer();
    String token =
        trick == Trick.TOKEN_ADDRESS_ELSEWHERE ? "http://192.0.2.1/token" : issuer() + "/token";
    String padding = trick == Trick.HUGE_DESCRIPTION ? "x".repeat(1 << 20) : "";
    send(
        exchange,
        200,
        "{\"issuer\":\""
            + issuer
            + "\",\"authorization_endpoint\":\""
            + issuer()
            + "/authorize\",\"token_endpoint\":\""
            + token
            + "\",\"jwks_uri\":\""
            + issuer()
            + "/keys\",\"subject_types_supported\":[\"public\"],\"response_types_supported\":"
            + "[\"code\"],\"id_token_signing_alg_values_supported\":[\"ES256\",\"HS256\",\"none\"],"
            + "\"authorization_response_iss_parameter_supported\":true,\"padding\":\""
            + padding
            + "\"}");
  }

  private void keys(HttpExchange exchange) throws IOException {
    send(
        exchange,
        trick == Trick.KEYS_GONE ? 503 : 200,
        "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}");
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    String redirect = asked.getOrDefault("redirect_uri", "");
    if (!"code".equals(asked.get("response_type"))
        || !CLIENT.equals(asked.get("client_id"))
        || !"S256".equals(asked.get("code_challenge_method"))
        || asked.getOrDefault("code_challenge", "").length() != 43
        || asked.getOrDefault("state", "").length() < 32
        || asked.getOrDefault("nonce", "").length() < 32
        || !redirect.endsWith("/sign-in/oidc/callback")) {
      send(exchange, 400, "{\"error\":\"invalid_request\"}");
      return;
    }
    Map<String, String> back = new LinkedHashMap<>();
    if (trick == Trick.ERROR_WITH_SCRIPT) {
      back.put("error", "access_denied");
      back.put("error_description", SCRIPT);
    } else {
      String code = UUID.randomUUID().toString();
      codes.put(code, new Begun(asked.get("code_challenge"), redirect, asked.get("nonce")));
      back.put("code", code);
    }
    if (trick != Trick.NO_STATE) {
      back.put("state", trick == Trick.STATE_OF_ANOTHER ? "a".repeat(43) : asked.get("state"));
    }
    back.put("iss", trick == Trick.ISSUER_MIX_UP ? "https://other.example" : issuer());
    exchange.getResponseHeaders().set("Location", redirect + "?" + encoded(back));
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange) throws IOException, JOSEException {
    Map<String, String> asked =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic =
        Base64.getEncoder()
            .encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    Begun begun =
        trick == Trick.CODE_TWICE
            ? codes.get(asked.getOrDefault("code", ""))
            : codes.remove(asked.getOrDefault("code", ""));
    if (begun == null
        || !("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !begun.redirect().equals(asked.get("redirect_uri"))
        || !begun.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))) {
      send(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"" + SCRIPT + "\"}");
      return;
    }
    redeemed.incrementAndGet();
    switch (trick) {
      case SLOW_TOKEN -> await();
      case HUGE_TOKEN -> send(exchange, 200, "{\"padding\":\"" + "x".repeat(1 << 20) + "\"}");
      case NO_TOKEN -> send(exchange, 200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");
      case REDIRECTED_TOKEN -> {
        exchange.getResponseHeaders().set("Location", issuer() + "/keys");
        exchange.sendResponseHeaders(307, -1);
      }
      default ->
          send(
              exchange,
              200,
              "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
                  + idToken(begun.nonce())
                  + "\"}");
    }
  }

  private String idToken(String nonce) throws JOSEException {
    long now = System.currentTimeMillis();
    long issued = trick == Trick.NOT_YET ? now + 600_000 : now;
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(trick == Trick.FOREIGN_ISSUER ? "https://other.example" : issuer())
            .audience(trick == Trick.AUDIENCE_OF_ANOTHER ? "another-client" : CLIENT)
            .issueTime(new Date(trick == Trick.EXPIRED ? now - 900_000 : issued))
            .expirationTime(new Date(trick == Trick.EXPIRED ? now - 600_000 : issued + 300_000));
    if (trick != Trick.NO_NONCE) {
      claims.claim("nonce", trick == Trick.NONCE_OF_ANOTHER ? "b".repeat(43) : nonce);
    }
    account.forEach(claims::claim);
    JWTClaimsSet said = claims.build();
    return switch (trick) {
      case UNSIGNED -> new PlainJWT(said).serialize();
      case SIGNED_WITH_PUBLIC_KEY ->
          signed(said, JWSAlgorithm.HS256, new MACSigner(key.toPublicKey().getEncoded()));
      case SIGNED_WITH_CLIENT_SECRET -> signed(said, JWSAlgorithm.HS256, new MACSigner(SECRET));
      case FOREIGN_KEY -> signed(said, JWSAlgorithm.ES256, new ECDSASigner(foreignKey));
      default -> signed(said, JWSAlgorithm.ES256, new ECDSASigner(key));
    };
  }

  private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("one").build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : (text == null ? "" : text).split("&")) {
      int at = field.indexOf('=');
      if (at > 0) {
        fields.put(
            URLDecoder.decode(field.substring(0, at), StandardCharsets.UTF_8),
            URLDecoder.decode(field.substring(at + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  private static String encoded(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) ->
            text.append(text.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
