package dev.sealward.secret.store.cloud;

import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.util.ExponentialBackOff;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Signs the library's requests in as a service account: its key signs an assertion, the token's
 * address exchanges it for an access token, and that goes with every request until it runs out. A
 * token the other side no longer takes is renewed once; what it turns away as too much at once is
 * sent again, twice at most.
 */
final class GcpAccess implements HttpRequestInitializer {
  private static final List<String> SCOPES =
      List.of("https://www.googleapis.com/auth/cloud-platform");
  private static final int RETRIES = 2;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ServiceAccountCredentials account;

  private GcpAccess(ServiceAccountCredentials account) {
    this.account = account;
  }

  /** There is no access token to be had; says nothing of why the other side thinks so. */
  static final class None extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    None(boolean refused) {
      super("no access token");
      this.refused = refused;
    }

    /** The token's address answered and refused. */
    boolean isRefused() {
      return refused;
    }
  }

  /**
   * Reads the key file.
   *
   * @throws IllegalArgumentException when it cannot be used; its message names the variable
   */
  static ServiceAccountCredentials account(GcpSettings settings) {
    try (InputStream in = settings.openKeyFile()) {
      ServiceAccountCredentials read = ServiceAccountCredentials.fromStream(in);
      URI token =
          settings
              .tokenUri()
              .orElseGet(
                  () ->
                      Endpoint.withPath(
                          "The token_uri in GOOGLE_APPLICATION_CREDENTIALS",
                          read.getTokenServerUri().toString()));
      return read.toBuilder()
          .setTokenServerUri(token)
          .setScopes(SCOPES)
          .setDefaultRetriesEnabled(false)
          .build();
    } catch (IOException e) {
      throw GcpSettings.unusableKeyFile();
    }
  }

  static GcpAccess of(ServiceAccountCredentials account, GcpHttp http) {
    return new GcpAccess(account.toBuilder().setHttpTransportFactory(() -> http).build());
  }

  @Override
  public void initialize(HttpRequest request) throws IOException {
    request.setLoggingEnabled(false);
    request.setFollowRedirects(false);
    request.setNumberOfRetries(RETRIES);
    HttpBackOffUnsuccessfulResponseHandler later =
        new HttpBackOffUnsuccessfulResponseHandler(
                new ExponentialBackOff.Builder()
                    .setInitialIntervalMillis((int) FIRST_PAUSE.toMillis())
                    .setMaxIntervalMillis((int) LONGEST_PAUSE.toMillis())
                    .build())
            .setBackOffRequired(answer -> answer.getStatusCode() == 429);
    boolean[] renewed = new boolean[1];
    request.setUnsuccessfulResponseHandler(
        (sent, answer, retry) -> {
          if (isStale(answer) && retry && !renewed[0]) {
            renewed[0] = true;
            authorise(sent, true);
            return true;
          }
          return later.handleResponse(sent, answer, retry);
        });
    authorise(request, false);
  }

  private static boolean isStale(HttpResponse answer) {
    return answer.getStatusCode() == 401;
  }

  private void authorise(HttpRequest request, boolean anew) throws IOException {
    try {
      if (anew) {
        account.refresh();
      } else {
        account.refreshIfExpired();
      }
    } catch (IOException e) {
      throw none(e);
    }
    AccessToken token = account.getAccessToken();
    if (token == null) {
      throw new None(false);
    }
    request.getHeaders().setAuthorization("Bearer " + token.getTokenValue());
  }

  private static IOException none(IOException e) {
    VendorCalls.Unanswered unanswered = VendorCalls.Unanswered.behind(e);
    if (unanswered != null) {
      return unanswered;
    }
    int depth = 0;
    for (Throwable cause = e; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof HttpResponseException answered) {
        int status = answered.getStatusCode();
        return new None(status == 400 || status == 401 || status == 403);
      }
      depth++;
    }
    return new None(false);
  }
}
