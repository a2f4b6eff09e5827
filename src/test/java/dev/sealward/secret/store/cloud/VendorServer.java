package dev.sealward.secret.store.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vendor's server on this machine: well, or gone wrong in one of the ways a server goes wrong.
 */
public abstract class VendorServer implements AutoCloseable {
  /** What the other side says in its errors; nothing of it may be repeated. */
  static final String GOSSIP = "arn:of-somebody/ya29.gossip";

  /** How it behaves. */
  public enum Mood {
    WELL,
    DENYING,
    THROTTLING,
    FAILING,
    SLOW,
    HUGE,
    CUT,
    GARBAGE,
    EMPTY,
    NESTED,
    NO_JSON,
    MOVED
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Mood mood = Mood.WELL;
  private volatile int throttled;

  VendorServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void become(Mood next) {
    mood = next;
  }

  /** Turns the next requests away as too many. */
  void throttle(int next) {
    throttled = next;
  }

  int requests() {
    return requests.get();
  }

  /** Answers as the vendor's documentation says. */
  abstract void answer(HttpExchange exchange, byte[] body) throws IOException;

  /** An error as the vendor words it. */
  abstract void error(HttpExchange exchange, Mood mood) throws IOException;

  /** Right JSON, wrong content. */
  abstract String garbage();

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (throttled > 0) {
        throttled--;
        error(exchange, Mood.THROTTLING);
        return;
      }
      switch (mood) {
        case WELL -> answer(exchange, body);
        case DENYING, THROTTLING, FAILING -> error(exchange, mood);
        case SLOW -> trickle(exchange);
        case HUGE -> send(exchange, 200, "{\"Name\":\"" + "x".repeat(5 << 20) + "\"}");
        case CUT -> cut(exchange);
        case GARBAGE -> send(exchange, 200, garbage());
        case EMPTY -> send(exchange, 200, "{}");
        case NESTED -> send(exchange, 200, "{\"a\":".repeat(200_000) + "1" + "}".repeat(200_000));
        case NO_JSON -> send(exchange, 200, "<html>Please sign in</html>");
        case MOVED -> {
          exchange.getResponseHeaders().set("Location", address() + "/elsewhere");
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
    exchange.getResponseBody().write("{\"Name\":\"da".getBytes(StandardCharsets.US_ASCII));
    exchange.getResponseBody().flush();
    // Closed without the rest.
  }

  static JsonObject json(byte[] body) {
    try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
      return reader.readObject();
    }
  }

  /** A query or a form. */
  static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = field.indexOf('=');
      fields.put(
          URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
          URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return fields;
  }

  static void send(HttpExchange exchange, int status, String text) throws IOException {
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
