package dev.sealward.program;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** An entity that calls the API, with a machine token or, to see it refused, without. */
final class Agent {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI server;
  private final String authorization;

  private Agent(URI server, String authorization) {
    this.server = server;
    this.authorization = authorization;
  }

  static Agent withToken(URI server, String token) {
    return new Agent(server, "Bearer " + token);
  }

  /** An Authorization header of any form; empty means none. */
  static Agent withHeader(URI server, String authorization) {
    return new Agent(server, authorization);
  }

  /** An answer, its body as text. */
  record Answer(
      int status,
      String type,
      String correlationId,
      String cacheControl,
      String retryAfter,
      String body) {
    JsonObject json() {
      try (JsonReader reader = Json.createReader(new StringReader(body))) {
        return reader.readObject();
      }
    }

    /** The typed code of a problem document. */
    String code() {
      return json().getString("code");
    }
  }

  Answer resolve(String reference) {
    return post("/api/v1/resolve", "{\"ref\":\"" + reference + "\"}");
  }

  /** The value's only field, if it may be read. */
  String value(String reference) {
    Answer answer = resolve(reference);
    if (answer.status() != 200) {
      throw new AssertionError("The value was not given: " + answer);
    }
    return answer.json().getJsonObject("value").getString("value");
  }

  /** Starts a run and gives its API path. */
  String startRun(String project) {
    String path = "/api/v1/projects/" + project + "/runs";
    Answer answer = post(path, "{\"title\":\"A run of a test\"}");
    if (answer.status() != 201) {
      throw new AssertionError("No run was started: " + answer);
    }
    return path + "/" + answer.json().getString("id");
  }

  Answer upload(String run, String lines) {
    return upload(run, BodyPublishers.ofString(lines, StandardCharsets.UTF_8));
  }

  Answer upload(String run, BodyPublisher lines) {
    return send(request(run + "/events").header("Content-Type", NDJSON).POST(lines));
  }

  Answer finish(String run, String state) {
    return post(run + "/finish", "{\"state\":\"" + state + "\"}");
  }

  JsonObject events(String run) {
    return get(run + "/events").json();
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  /** Reads under a correlation id of the caller's choice. */
  Answer get(String path, String correlationId) {
    return send(request(path).setHeader("X-Correlation-Id", correlationId).GET());
  }

  /** Reads as a client that calls itself something. */
  Answer getAs(String userAgent, String path) {
    return send(request(path).setHeader("User-Agent", userAgent).GET());
  }

  Answer post(String path, String json) {
    return post(path, JSON, BodyPublishers.ofString(json, StandardCharsets.UTF_8));
  }

  Answer post(String path, String type, BodyPublisher body) {
    return send(request(path).header("Content-Type", type).POST(body));
  }

  Answer put(String path, BodyPublisher body) {
    return send(request(path).header("Content-Type", "application/octet-stream").PUT(body));
  }

  /** The bytes of an answer, with its headers. */
  HttpResponse<byte[]> download(String path) {
    try {
      return Sent.within(
          ANSWER, HTTP, request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("X-Correlation-Id", UUID.randomUUID().toString());
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          Sent.within(
              ANSWER,
              HTTP,
              request.build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          answer.headers().firstValue("X-Correlation-Id").orElse(""),
          answer.headers().firstValue("Cache-Control").orElse(""),
          answer.headers().firstValue("Retry-After").orElse(""),
          answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }
}
