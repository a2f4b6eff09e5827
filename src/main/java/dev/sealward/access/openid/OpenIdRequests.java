package dev.sealward.access.openid;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import dev.sealward.outbound.Outbound;
import dev.sealward.outbound.OutboundFailure;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The protocol's library speaks to the provider through here: {@link Outbound} with its time and
 * size limits, no redirects, and so many requests at once that a slow provider does not take all of
 * the server's threads.
 */
final class OpenIdRequests implements Closeable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration OVERALL = Duration.ofSeconds(8);
  private static final int MAX_ANSWER_BYTES = 256 << 10;
  private static final int MAX_AT_ONCE = 8;
  private static final int OK = 200;

  private final Outbound outbound;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);

  OpenIdRequests(Outbound outbound) {
    this.outbound = outbound;
  }

  static OpenIdRequests to(OpenIdSettings settings) throws IOException {
    return new OpenIdRequests(Outbound.under(rules(settings, OVERALL)));
  }

  /** The provider's host is the operator's own choice: it may be private. */
  static Outbound.Rules rules(OpenIdSettings settings, Duration overall) {
    return new Outbound.Rules(
        Set.of(OpenIdSettings.host(settings.issuerAddress())),
        CONNECT,
        overall,
        MAX_ANSWER_BYTES,
        null);
  }

  /** The body of a good answer. */
  String text(URI address) throws IOException {
    Outbound.Answer answer =
        ask(new Outbound.Request("GET", address, Map.of("Accept", "application/json"), null));
    if (answer.status() != OK) {
      throw new IOException("no such document");
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    request.getHeaderMap().forEach((name, values) -> headers.put(name, values.get(0)));
    headers.put("Accept", "application/json");
    String body = request.getBody();
    Outbound.Answer answer =
        ask(
            new Outbound.Request(
                request.getMethod().name(),
                request.getURI(),
                headers,
                body == null ? null : body.getBytes(StandardCharsets.UTF_8)));
    HTTPResponse response = new HTTPResponse(answer.status());
    // Whatever the provider calls it, it is read as JSON and as nothing else.
    response.setHeader("Content-Type", "application/json");
    response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
    return response;
  }

  private Outbound.Answer ask(Outbound.Request request) throws IOException {
    if (!places.tryAcquire()) {
      throw new IOException("busy");
    }
    try {
      return outbound.send(request);
    } catch (OutboundFailure e) {
      throw new IOException(e.reason().name(), e);
    } finally {
      places.release();
    }
  }

  @Override
  public void close() throws IOException {
    outbound.close();
  }
}
