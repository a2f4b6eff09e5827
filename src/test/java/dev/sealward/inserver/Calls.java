package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sealward.access.IssuedToken;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.TokenDraft;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the API of the server the test runs in, over HTTP. */
@RequestScoped
public class Calls {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Inject MachineTokens tokens;
  @Inject HttpServletRequest request;

  /** An entity's token as it is sent. */
  String token(Caller admin, String entity) {
    IssuedToken issued = tokens.issue(admin, EntityId.of(entity), TokenDraft.of("test", 1));
    try (var token = issued.token()) {
      return token.use(bytes -> new String(bytes, US_ASCII));
    }
  }

  /** For threads that are in no request of their own. */
  URI address() {
    return URI.create(
        "http://127.0.0.1:" + request.getLocalPort() + request.getContextPath() + "/api/v1/");
  }

  static HttpResponse<byte[]> get(URI address, String token) {
    return send(request(address, token));
  }

  static HttpResponse<byte[]> send(
      String method, URI address, String token, String type, String body) {
    return send(
        HttpRequest.newBuilder(request(address, token), (name, value) -> true)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  static HttpResponse<byte[]> head(URI address, String token) {
    return send(
        HttpRequest.newBuilder(request(address, token), (name, value) -> true)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static HttpResponse<byte[]> send(HttpRequest asked) {
    try {
      return HTTP.send(asked, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What comes of an answer that is to break off, before the connection ends, as it must. */
  static byte[] whatComes(URI address, String token) throws IOException, InterruptedException {
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    try (InputStream body =
        HTTP.send(request(address, token), BodyHandlers.ofInputStream()).body()) {
      Thread reader = new Thread(() -> read(body, came));
      reader.setDaemon(true);
      reader.start();
      reader.join(60_000);
      if (reader.isAlive()) {
        throw new AssertionError("the server keeps a connection that lacks promised bytes");
      }
    }
    return came.toByteArray();
  }

  private static void read(InputStream body, ByteArrayOutputStream came) {
    try {
      body.transferTo(came);
    } catch (IOException endsEarly) {
      // As it should: fewer bytes than were promised.
    }
  }

  private static HttpRequest request(URI address, String token) {
    return HttpRequest.newBuilder(address)
        .timeout(Duration.ofSeconds(120))
        .header("Authorization", "Bearer " + token)
        .GET()
        .build();
  }
}
