package dev.sealward.secret.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A KV version 2 engine in memory, mounted at {@code secret}, that answers as the API's
 * documentation says: versions with check-and-set, soft deletion against deletion of the metadata,
 * listing of folders; and, told so, in the ways a server goes wrong.
 */
public final class KvServer implements AutoCloseable {
  public static final String TOKEN = "hvs.of-the-stub-server";

  /** How it behaves. */
  public enum Mood {
    WELL,
    SEALED,
    SLOW,
    HUGE,
    CUT,
    GARBAGE,
    MOVED
  }

  /** A path's versions: the newest body, or null when that version is soft-deleted. */
  private record Kept(int version, @Nullable JsonObject data) {}

  private final ConcurrentSkipListMap<String, Kept> kept = new ConcurrentSkipListMap<>();
  private final List<String> namespaces = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Mood mood = Mood.WELL;

  public KvServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/v1/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void become(Mood next) {
    mood = next;
  }

  /** As somebody else would: the newest version is marked deleted and can be brought back. */
  void softDeleteAll() {
    kept.replaceAll((path, was) -> new Kept(was.version(), null));
  }

  void replaceAll(JsonObject data) {
    kept.replaceAll((path, was) -> new Kept(was.version() + 1, data));
  }

  public List<String> paths() {
    return List.copyOf(kept.keySet());
  }

  /** Address, headers and body of every request. */
  public List<String> requests() {
    return requests;
  }

  List<String> namespaces() {
    return namespaces;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String text = new String(body, StandardCharsets.UTF_8);
      requests.add(
          exchange.getRequestURI() + "\n" + exchange.getRequestHeaders().entrySet() + "\n" + text);
      String path = exchange.getRequestURI().getPath().substring("/v1/".length());
      switch (mood) {
        case WELL -> answer(exchange, path, body);
        case SEALED -> error(exchange, 503, "Vault is sealed");
        case SLOW -> trickle(exchange);
        case HUGE -> send(exchange, 200, "{\"data\":\"" + "x".repeat(5 << 20) + "\"}");
        case CUT -> cut(exchange);
        case GARBAGE -> send(exchange, 200, "{\"data\":{\"data\":{\"envelope\":7}}}");
        case MOVED -> {
          exchange.getResponseHeaders().set("Location", address() + "/v1/sys/health");
          send(exchange, 307, "");
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
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void cut(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write("{\"data\":{\"da".getBytes(StandardCharsets.US_ASCII));
    exchange.getResponseBody().flush();
    // Closed without the rest.
  }

  private void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
    if (path.equals("sys/health")) {
      send(exchange, 200, "{\"sealed\":false}");
      return;
    }
    String namespace = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
    if (namespace != null) {
      namespaces.add(namespace);
    }
    if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
      error(exchange, 403, "permission denied");
    } else if (path.equals("auth/token/lookup-self")) {
      send(exchange, 200, "{\"data\":{}}");
    } else if (path.startsWith("secret/data/")) {
      data(exchange, path.substring("secret/data/".length()), body);
    } else if (path.startsWith("secret/metadata/")) {
      metadata(exchange, path.substring("secret/metadata/".length()));
    } else {
      error(exchange, 404, "no handler for route");
    }
  }

  private void data(HttpExchange exchange, String path, byte[] body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT", "POST" -> write(exchange, path, body);
      case "GET" -> read(exchange, path);
      default -> error(exchange, 405, "unsupported operation");
    }
  }

  private void write(HttpExchange exchange, String path, byte[] body) throws IOException {
    if (body.length > 32 << 20) {
      error(exchange, 413, "too large");
      return;
    }
    JsonObject request;
    try (var reader = Json.createReader(new java.io.ByteArrayInputStream(body))) {
      request = reader.readObject();
    }
    boolean[] written = new boolean[1];
    kept.compute(
        path,
        (key, was) -> {
          int version = was == null ? 0 : was.version();
          JsonObject options = request.getJsonObject("options");
          if (options != null && options.getInt("cas", version) != version) {
            return was;
          }
          written[0] = true;
          return new Kept(version + 1, request.getJsonObject("data"));
        });
    if (written[0]) {
      send(exchange, 200, "{\"data\":{\"version\":1,\"destroyed\":false}}");
    } else {
      error(exchange, 400, "check-and-set parameter did not match the current version");
    }
  }

  private void read(HttpExchange exchange, String path) throws IOException {
    Kept found = kept.get(path);
    if (found == null) {
      send(exchange, 404, "{\"errors\":[]}");
    } else if (found.data() == null) {
      send(exchange, 404, "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"x\"}}}");
    } else {
      JsonObject answer =
          Json.createObjectBuilder()
              .add("data", Json.createObjectBuilder().add("data", found.data()))
              .build();
      send(exchange, 200, answer.toString());
    }
  }

  private void metadata(HttpExchange exchange, String path) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "DELETE" -> {
        kept.remove(path);
        exchange.sendResponseHeaders(204, -1);
      }
      case "LIST" -> list(exchange, path.endsWith("/") ? path : path + "/");
      default -> error(exchange, 405, "unsupported operation");
    }
  }

  private void list(HttpExchange exchange, String folder) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (String path : kept.keySet()) {
      if (path.startsWith(folder)) {
        String rest = path.substring(folder.length());
        int slash = rest.indexOf('/');
        names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
      }
    }
    if (names.isEmpty()) {
      send(exchange, 404, "{\"errors\":[]}");
      return;
    }
    JsonArrayBuilder keys = Json.createArrayBuilder();
    names.forEach(keys::add);
    keys.add("../").add("with space/");
    send(
        exchange,
        200,
        Json.createObjectBuilder()
            .add("data", Json.createObjectBuilder().add("keys", keys))
            .build()
            .toString());
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    send(
        exchange,
        status,
        Json.createObjectBuilder()
            .add("errors", Json.createArrayBuilder().add(message))
            .build()
            .toString());
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
