package dev.sealward.secret.store.cloud;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * AWS Secrets Manager in memory, with the operations a store needs and the one of STS that
 * exchanges a web identity. Every request must be signed with a key it knows.
 */
public final class AwsServer extends VendorServer {
  static final String REGION = "eu-central-1";
  static final String KEY_ID = "AKIDOFTHESTUB";
  static final String SECRET = "secret-key-of-the-stub";
  static final String WEB_IDENTITY = "web-identity-of-the-stub";
  static final String ROLE = "arn:aws:iam::1:role/sealward";
  static final String CONTAINER_TOKEN = "container-token-of-the-stub";

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final int PAGE = 3;

  private record Kept(String version, @Nullable String binary, boolean scheduled) {}

  private record Key(String secret, @Nullable String session) {}

  private final NavigableMap<String, Kept> kept = new ConcurrentSkipListMap<>();
  private final Set<String> erased = ConcurrentHashMap.newKeySet();
  private final Map<String, Key> keys = new ConcurrentHashMap<>();

  public AwsServer() throws IOException {
    keys.put(KEY_ID, new Key(SECRET, null));
  }

  void knows(String keyId, String secret, String session) {
    keys.put(keyId, new Key(secret, session));
  }

  /** What a program needs to be set up for this server. */
  public Map<String, String> environment() {
    return Map.of(
        "SEALWARD_AWS_REGION", REGION,
        "SEALWARD_AWS_ENDPOINT", address(),
        "AWS_ACCESS_KEY_ID", KEY_ID,
        "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  public List<String> names() {
    return List.copyOf(kept.keySet());
  }

  /** As somebody else would, in the console. */
  void scheduleDeletionOfAll() {
    kept.replaceAll((name, was) -> new Kept(was.version(), was.binary(), true));
  }

  void replaceAllByText() {
    kept.replaceAll((name, was) -> new Kept(was.version(), null, false));
  }

  void addValueToAll() {
    kept.replaceAll((name, was) -> new Kept("00000000-0000-0000-0000-000000000000", "AA==", false));
  }

  @Override
  String garbage() {
    return "{\"Name\":7,\"VersionId\":[],\"SecretBinary\":\"no base64 !\",\"SecretList\":\"none\"}";
  }

  @Override
  void error(HttpExchange exchange, Mood mood) throws IOException {
    switch (mood) {
      case DENYING -> refuse(exchange, 400, "AccessDeniedException");
      case THROTTLING -> refuse(exchange, 400, "ThrottlingException");
      default -> refuse(exchange, 500, "InternalServiceError");
    }
  }

  private static void refuse(HttpExchange exchange, int status, String type) throws IOException {
    JsonObjectBuilder error = Json.createObjectBuilder().add("__type", type).add("message", GOSSIP);
    send(exchange, status, error.build().toString());
  }

  @Override
  void answer(HttpExchange exchange, byte[] body) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/container")) {
      container(exchange);
      return;
    }
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target == null) {
      exchange(exchange, fields(new String(body, StandardCharsets.UTF_8)));
      return;
    }
    String wrong = wrongSignature(exchange, body);
    if (wrong != null) {
      refuse(exchange, 403, wrong);
      return;
    }
    JsonObject wanted = json(body);
    switch (target) {
      case "secretsmanager.CreateSecret" -> create(exchange, wanted);
      case "secretsmanager.GetSecretValue" -> read(exchange, wanted);
      case "secretsmanager.DeleteSecret" -> delete(exchange, wanted);
      case "secretsmanager.ListSecrets" -> list(exchange, wanted);
      default -> refuse(exchange, 400, "UnknownOperationException");
    }
  }

  private @Nullable String wrongSignature(HttpExchange exchange, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    String authorization = headers.get("authorization");
    if (authorization == null) {
      return "MissingAuthenticationTokenException";
    }
    AwsSignature signature = AwsSignature.parse(authorization);
    Key key = keys.get(signature.keyId());
    if (key == null) {
      return "UnrecognizedClientException";
    }
    String date = headers.getOrDefault("x-amz-date", "");
    Instant signedAt = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
    Instant now = Clock.systemUTC().instant();
    AwsSignature.Sent sent =
        new AwsSignature.Sent(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            String.valueOf(exchange.getRequestURI().getRawQuery()).replace("null", ""),
            headers,
            body);
    boolean right =
        signature.isOf(sent, key.secret())
            && signature.region().equals(REGION)
            && signature.service().equals("secretsmanager")
            && date.startsWith(signature.date())
            && Duration.between(signedAt, now).abs().compareTo(SKEW) < 0;
    if (!right) {
      return "InvalidSignatureException";
    }
    String session = headers.get("x-amz-security-token");
    return java.util.Objects.equals(session, key.session()) ? null : "ExpiredTokenException";
  }

  private void create(HttpExchange exchange, JsonObject wanted) throws IOException {
    String name = wanted.getString("Name");
    String binary = wanted.getString("SecretBinary");
    if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}")
        || wanted.getString("ClientRequestToken").length() < 32
        || java.util.Base64.getDecoder().decode(binary).length > 65_536) {
      refuse(exchange, 400, "InvalidParameterException");
      return;
    }
    Kept mine = new Kept(wanted.getString("ClientRequestToken"), binary, false);
    Kept there = kept.putIfAbsent(name, mine);
    if (there == null || there.equals(mine)) {
      send(exchange, 200, Json.createObjectBuilder().add("Name", name).build().toString());
    } else {
      refuse(
          exchange, 400, there.scheduled() ? "InvalidRequestException" : "ResourceExistsException");
    }
  }

  private void read(HttpExchange exchange, JsonObject wanted) throws IOException {
    Kept there = kept.get(wanted.getString("SecretId"));
    if (there == null || !there.version().equals(wanted.getString("VersionId", there.version()))) {
      refuse(exchange, 400, "ResourceNotFoundException");
    } else if (there.scheduled()) {
      refuse(exchange, 400, "InvalidRequestException");
    } else {
      JsonObjectBuilder found =
          Json.createObjectBuilder()
              .add("Name", wanted.getString("SecretId"))
              .add("VersionId", there.version());
      if (there.binary() == null) {
        found.add("SecretString", "a password");
      } else {
        found.add("SecretBinary", there.binary());
      }
      send(exchange, 200, found.build().toString());
    }
  }

  private void delete(HttpExchange exchange, JsonObject wanted) throws IOException {
    String name = wanted.getString("SecretId");
    if (!wanted.getBoolean("ForceDeleteWithoutRecovery", false)) {
      scheduleDeletionOfAll();
    } else if (kept.remove(name) != null) {
      erased.add(name);
    } else if (!erased.contains(name)) {
      refuse(exchange, 400, "ResourceNotFoundException");
      return;
    }
    send(exchange, 200, Json.createObjectBuilder().add("Name", name).build().toString());
  }

  private void list(HttpExchange exchange, JsonObject wanted) throws IOException {
    JsonObject filter = wanted.getJsonArray("Filters").getJsonObject(0);
    String prefix = filter.getJsonArray("Values").getString(0);
    String after = wanted.getString("NextToken", prefix);
    JsonArrayBuilder entries = Json.createArrayBuilder();
    entries.add(Json.createObjectBuilder().add("Name", prefix + "not/a/blob"));
    entries.add(Json.createObjectBuilder().add("Description", "nameless"));
    String next = null;
    int count = 0;
    for (String name : kept.tailMap(after, false).keySet()) {
      if (!name.startsWith(prefix) || count == PAGE) {
        break;
      }
      entries.add(Json.createObjectBuilder().add("Name", name));
      count++;
      next = name;
    }
    JsonObjectBuilder answer = Json.createObjectBuilder().add("SecretList", entries);
    if (count == PAGE) {
      answer.add("NextToken", next);
    }
    send(exchange, 200, answer.build().toString());
  }

  /** STS: exchanges a web identity for a key of its own. */
  private void exchange(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!"AssumeRoleWithWebIdentity".equals(form.get("Action"))
        || exchange.getRequestHeaders().containsKey("Authorization")
        || !WEB_IDENTITY.equals(form.get("WebIdentityToken"))
        || !ROLE.equals(form.get("RoleArn"))) {
      send(
          exchange,
          400,
          "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>"
              + GOSSIP
              + "</Message></Error></ErrorResponse>");
      return;
    }
    knows("ASIAOFTHESTUB", "exchanged", "session-of-the-stub");
    send(
        exchange,
        200,
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
            + "<AccessKeyId>ASIAOFTHESTUB</AccessKeyId>"
            + "<SecretAccessKey>exchanged</SecretAccessKey>"
            + "<SessionToken>session-of-the-stub</SessionToken><Expiration>"
            + Clock.systemUTC().instant().plusSeconds(3600)
            + "</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
            + "</AssumeRoleWithWebIdentityResponse>");
  }

  /** What the agent beside a container answers. */
  private void container(HttpExchange exchange) throws IOException {
    if (!CONTAINER_TOKEN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      refuse(exchange, 403, "AccessDenied");
      return;
    }
    knows("ASIAOFTHECONTAINER", "contained", "session-of-the-container");
    send(
        exchange,
        200,
        Json.createObjectBuilder()
            .add("AccessKeyId", "ASIAOFTHECONTAINER")
            .add("SecretAccessKey", "contained")
            .add("Token", "session-of-the-container")
            .add("Expiration", Clock.systemUTC().instant().plusSeconds(3600).toString())
            .build()
            .toString());
  }
}
