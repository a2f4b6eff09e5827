package dev.sealward.secret.store.cloud;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Google's Secret Manager in memory, with the address that exchanges a service account's assertion
 * for an access token. The assertion's signature and claims are checked, and every request needs
 * the token that was given last.
 */
final class GcpServer extends VendorServer {
  static final String PROJECT = "sealward-stub";
  static final String ACCOUNT = "sealward@sealward-stub.iam.gserviceaccount.com";
  static final KeyPair KEYS = pair();

  private static final String KEY_ID = "key-of-the-stub";

  /** What Google's library names in any case, wherever the assertion goes. */
  private static final String AUDIENCE = "https://oauth2.googleapis.com/token";

  private static final String NUMBER = "projects/4711";
  private static final Pattern NAME =
      Pattern.compile("/v1/projects/" + PROJECT + "/secrets/([A-Za-z0-9_-]{1,255})(.*)");
  private static final int PAGE = 3;

  /** Versions in order; null is a destroyed one. */
  private record Kept(JsonObject secret, List<@Nullable String> versions) {}

  private final NavigableMap<String, Kept> kept = new ConcurrentSkipListMap<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private volatile boolean wrongChecksums;

  GcpServer() throws IOException {}

  static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key file as the console gives it out. */
  String keyFile(KeyPair keys) {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return Json.createObjectBuilder()
        .add("type", "service_account")
        .add("project_id", PROJECT)
        .add("private_key_id", KEY_ID)
        .add("private_key", pem)
        .add("client_email", ACCOUNT)
        .add("client_id", "1234567890")
        .add("token_uri", address() + "/token")
        .build()
        .toString();
  }

  List<String> ids() {
    return List.copyOf(kept.keySet());
  }

  JsonObject secret(String id) {
    return kept.get(id).secret();
  }

  int tokens() {
    return tokens.size();
  }

  /** What was given out is not taken any more. */
  void expireTokens() {
    tokens.add("nobody's");
  }

  void corruptChecksums() {
    wrongChecksums = true;
  }

  /** As somebody else would, in the console. */
  void addVersionToAll(String data) {
    kept.values().forEach(one -> one.versions().add(data));
  }

  void destroyAll() {
    kept.values().forEach(one -> one.versions().replaceAll(version -> null));
  }

  /** As if whoever put it had ended between its two steps. */
  void forgetVersions() {
    kept.values().forEach(one -> one.versions().clear());
  }

  @Override
  String garbage() {
    return "{\"name\":7,\"payload\":{\"data\":\"no base64 !\",\"dataCrc32c\":\"x\"}}";
  }

  @Override
  void error(HttpExchange exchange, Mood mood) throws IOException {
    switch (mood) {
      case DENYING -> refuse(exchange, 403, "PERMISSION_DENIED");
      case THROTTLING -> refuse(exchange, 429, "RESOURCE_EXHAUSTED");
      default -> refuse(exchange, 500, "INTERNAL");
    }
  }

  private static void refuse(HttpExchange exchange, int status, String name) throws IOException {
    JsonObjectBuilder error =
        Json.createObjectBuilder().add("code", status).add("message", GOSSIP).add("status", name);
    send(exchange, status, Json.createObjectBuilder().add("error", error).build().toString());
  }

  @Override
  void answer(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/token")) {
      exchange(exchange, fields(new String(body, StandardCharsets.UTF_8)));
      return;
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (tokens.isEmpty() || !("Bearer " + tokens.get(tokens.size() - 1)).equals(authorization)) {
      refuse(exchange, 401, "UNAUTHENTICATED");
      return;
    }
    Map<String, String> query = fields(exchange.getRequestURI().getRawQuery());
    Matcher named = NAME.matcher(path);
    String method = exchange.getRequestMethod();
    if (path.equals("/v1/projects/" + PROJECT + "/secrets")) {
      if (method.equals("POST")) {
        create(exchange, query.get("secretId"), json(body));
      } else {
        list(exchange, query);
      }
    } else if (!named.matches()) {
      refuse(exchange, 404, "NOT_FOUND");
    } else if (method.equals("POST") && named.group(2).equals(":addVersion")) {
      add(exchange, named.group(1), json(body).getJsonObject("payload"));
    } else if (method.equals("GET") && named.group(2).equals("/versions/1:access")) {
      access(exchange, named.group(1));
    } else if (method.equals("DELETE") && named.group(2).isEmpty()) {
      delete(exchange, named.group(1));
    } else {
      refuse(exchange, 404, "NOT_FOUND");
    }
  }

  private void exchange(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!"urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))
        || !isRight(form.get("assertion"), KEYS.getPublic())) {
      JsonObjectBuilder error =
          Json.createObjectBuilder().add("error", "invalid_grant").add("error_description", GOSSIP);
      send(exchange, 400, error.build().toString());
      return;
    }
    String token = "ya29.of-the-stub-" + tokens.size();
    tokens.add(token);
    send(
        exchange,
        200,
        Json.createObjectBuilder()
            .add("access_token", token)
            .add("token_type", "Bearer")
            .add("expires_in", 3600)
            .build()
            .toString());
  }

  /** RFC 7523 as Google's documentation for service accounts tells it. */
  private boolean isRight(String assertion, PublicKey key) {
    String[] parts = String.valueOf(assertion).split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    JsonObject header = json(Base64.getUrlDecoder().decode(parts[0]));
    JsonObject claims = json(Base64.getUrlDecoder().decode(parts[1]));
    long now = Clock.systemUTC().instant().getEpochSecond();
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
          && header.getString("alg").equals("RS256")
          && header.getString("kid").equals(KEY_ID)
          && claims.getString("iss").equals(ACCOUNT)
          && claims.getString("aud").equals(AUDIENCE)
          && claims.getString("scope").equals("https://www.googleapis.com/auth/cloud-platform")
          && claims.getJsonNumber("iat").longValue() <= now + 60
          && claims.getJsonNumber("exp").longValue() > now;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private void create(HttpExchange exchange, String id, JsonObject secret) throws IOException {
    if (!id.matches("[A-Za-z0-9_-]{1,255}")
        || !secret.getJsonObject("replication").containsKey("automatic")
        || !secret.getJsonObject("labels").values().stream()
            .allMatch(value -> value.toString().matches("\"[a-z0-9_-]{0,63}\""))) {
      refuse(exchange, 400, "INVALID_ARGUMENT");
    } else if (kept.putIfAbsent(id, new Kept(secret, new CopyOnWriteArrayList<>())) != null) {
      refuse(exchange, 409, "ALREADY_EXISTS");
    } else {
      send(exchange, 200, described(id).toString());
    }
  }

  private JsonObject described(String id) {
    JsonObject secret = kept.get(id).secret();
    return Json.createObjectBuilder(secret).add("name", NUMBER + "/secrets/" + id).build();
  }

  private void add(HttpExchange exchange, String id, JsonObject payload) throws IOException {
    Kept there = kept.get(id);
    byte[] data = decoded(payload.getString("data"));
    if (there == null) {
      refuse(exchange, 404, "NOT_FOUND");
    } else if (data.length > 65_536
        || !String.valueOf(checksum(data)).equals(payload.getString("dataCrc32c"))) {
      refuse(exchange, 400, "INVALID_ARGUMENT");
    } else {
      int number;
      synchronized (this) {
        there.versions().add(payload.getString("data"));
        number = there.versions().size();
      }
      String name = NUMBER + "/secrets/" + id + "/versions/" + number;
      send(exchange, 200, Json.createObjectBuilder().add("name", name).build().toString());
    }
  }

  private void access(HttpExchange exchange, String id) throws IOException {
    Kept there = kept.get(id);
    if (there == null || there.versions().isEmpty()) {
      refuse(exchange, 404, "NOT_FOUND");
      return;
    }
    String data = there.versions().get(0);
    if (data == null) {
      refuse(exchange, 400, "FAILED_PRECONDITION");
      return;
    }
    long checksum = checksum(decoded(data)) + (wrongChecksums ? 1 : 0);
    send(
        exchange,
        200,
        Json.createObjectBuilder()
            .add("name", NUMBER + "/secrets/" + id + "/versions/1")
            .add(
                "payload",
                Json.createObjectBuilder()
                    .add("data", data)
                    .add("dataCrc32c", Long.toString(checksum)))
            .build()
            .toString());
  }

  private void delete(HttpExchange exchange, String id) throws IOException {
    if (kept.remove(id) == null) {
      refuse(exchange, 404, "NOT_FOUND");
    } else {
      send(exchange, 200, "{}");
    }
  }

  private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
    String label = query.get("filter").substring("labels.sealward-tenant=".length());
    String after = query.getOrDefault("pageToken", "");
    JsonArrayBuilder secrets = Json.createArrayBuilder();
    secrets.add(Json.createObjectBuilder().add("name", NUMBER + "/secrets/somebody-elses"));
    List<String> page = new ArrayList<>();
    for (String id : kept.tailMap(after, false).keySet()) {
      String tenant = kept.get(id).secret().getJsonObject("labels").getString("sealward-tenant");
      if (tenant.equals(label) && page.size() < PAGE) {
        page.add(id);
        secrets.add(described(id));
      }
    }
    JsonObjectBuilder answer = Json.createObjectBuilder().add("secrets", secrets);
    if (page.size() == PAGE) {
      answer.add("nextPageToken", page.get(PAGE - 1));
    }
    send(exchange, 200, answer.build().toString());
  }

  /** Both alphabets of base64 are taken, as the service takes them. */
  private static byte[] decoded(String data) {
    return Base64.getDecoder().decode(data.replace('-', '+').replace('_', '/'));
  }

  private static long checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return sum.getValue();
  }
}
