package dev.sealward.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.redaction.KnownFingerprints;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A running instance that {@code redact --server} takes known values from, as keyed fingerprints.
 *
 * <p>Guarantees: {@code https}, or {@code http} to this machine itself; the server's certificate is
 * verified for its name; no redirect is followed, so that the token goes to no other place; all of
 * it ends within {@link #OVERALL}, and what is over the size of a bundle is not read. Errors name
 * what is wrong, and quote nothing of token or answer but a code.
 */
final class LaunchServer {
  /** The exit status when the server does not accept the token. */
  static final int TOKEN_REFUSED = 3;

  /** The exit status when there is no usable answer. */
  static final int NO_ANSWER = 4;

  static final Duration CONNECT = Duration.ofSeconds(10);
  static final Duration OVERALL = Duration.ofSeconds(60);

  private static final String PATH = "/api/v1/redaction/known-values";
  private static final String NEXT = "X-Next-After";
  private static final String TOO_LONG = "the server sent more than known values may take.";

  /** More are more than known values may be. */
  private static final int MAX_PARTS = 10_000;

  private static final int MAX_PROBLEM_BYTES = 16 * 1024;
  private static final int MAX_ADDRESS_CHARS = 2000;
  private static final int MAX_TOKEN_BYTES = 512;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final Pattern CODE = Pattern.compile("\"code\" ?: ?\"([A-Z0-9_]{1,60})\"");

  /** Why there are no known values: the exit status, and one line that says what to do. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Unusable(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final URI address;
  private final String token;
  private final @Nullable Path authorities;
  private final Duration overall;

  /**
   * @param authorities a PEM file of the authorities to trust instead of the JDK's; null for those
   */
  LaunchServer(URI address, String token, @Nullable Path authorities, Duration overall) {
    this.address = address;
    this.token = token;
    this.authorities = authorities;
    this.overall = overall;
  }

  /**
   * Reads what {@code --server} says.
   *
   * @throws IllegalArgumentException when it is no address to send a token to
   */
  static URI address(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      boolean plain = scheme.equals("http") && LOOPBACK.matcher(host).matches();
      if (!host.isEmpty()
          && (plain || scheme.equals("https"))
          && text.length() <= MAX_ADDRESS_CHARS
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return new URI(text.replaceAll("/+$", "") + PATH);
      }
    } catch (URISyntaxException notOne) {
      // falls through to the one answer for all that is no such address
    }
    throw new IllegalArgumentException(
        "--server needs an address such as https://sealward.example; http is for this machine"
            + " itself.");
  }

  /**
   * The token of a file or, without one, of {@code SEALWARD_TOKEN}.
   *
   * @throws IllegalArgumentException when there is none; its message says what to do
   */
  static String token(@Nullable Path file, @Nullable String variable) throws IOException {
    byte[] read = new byte[0];
    if (file != null) {
      try (InputStream in = Files.newInputStream(file)) {
        read = in.readNBytes(MAX_TOKEN_BYTES + 1);
      }
    }
    try {
      String given = file == null ? variable : new String(read, StandardCharsets.ISO_8859_1);
      String token = given == null ? "" : given.strip();
      if (token.isEmpty()
          || token.length() > MAX_TOKEN_BYTES
          || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
        throw new IllegalArgumentException(
            file == null
                ? "--server needs a machine token, in SEALWARD_TOKEN or by --token-file FILE."
                : "the file of --token-file holds no machine token.");
      }
      return token;
    } finally {
      Arrays.fill(read, (byte) 0);
    }
  }

  /** Fetches what recognises the values that the token may read, part by part. */
  KnownFingerprints known() throws Unusable {
    long until = System.nanoTime() + overall.toNanos();
    HttpClient client = client();
    List<KnownFingerprints> parts = new ArrayList<>();
    long bytes = 0;
    String after = "";
    do {
      HttpResponse<byte[]> answer = send(client, request(after), until);
      bytes += answer.body().length;
      if (bytes > KnownFingerprints.MAX_BYTES || parts.size() == MAX_PARTS) {
        throw new Unusable(NO_ANSWER, TOO_LONG);
      }
      parts.add(part(answer));
      after = answer.headers().firstValue(NEXT).orElse("");
    } while (!after.isEmpty());
    try {
      return KnownFingerprints.joined(parts);
    } catch (IllegalArgumentException tooMany) {
      throw new Unusable(NO_ANSWER, TOO_LONG);
    } finally {
      parts.forEach(KnownFingerprints::close);
    }
  }

  private static KnownFingerprints part(HttpResponse<byte[]> answer) throws Unusable {
    byte[] body = answer.body();
    try {
      if (answer.statusCode() != 200) {
        throw refused(answer.statusCode(), body);
      }
      return KnownFingerprints.parse(body);
    } catch (IllegalArgumentException notABundle) {
      throw new Unusable(
          NO_ANSWER, "what the server sent are no known values; is it of the same version?");
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /**
   * @param after where the part begins, as the answer before said
   */
  private HttpRequest request(String after) {
    String place = after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, UTF_8);
    return HttpRequest.newBuilder(URI.create(address + "?parts=1" + place))
        .timeout(overall)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/octet-stream, application/problem+json")
        .GET()
        .build();
  }

  private static HttpResponse<byte[]> send(HttpClient client, HttpRequest request, long until)
      throws Unusable {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request,
            head ->
                new Bounded(
                    head.statusCode() == 200 ? KnownFingerprints.MAX_BYTES : MAX_PROBLEM_BYTES));
    try {
      return answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new Unusable(NO_ANSWER, why(e.getCause()));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new Unusable(NO_ANSWER, "the server did not answer in time.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unusable(NO_ANSWER, "fetching known values was interrupted.");
    }
  }

  private HttpClient client() throws Unusable {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT.compareTo(overall) < 0 ? CONNECT : overall);
    if (authorities != null) {
      client.sslContext(trusting(authorities));
    }
    return client.build();
  }

  private static SSLContext trusting(Path authorities) throws Unusable {
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), one);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      if (trusted.size() > 0) {
        return context;
      }
    } catch (IOException | GeneralSecurityException notUsable) {
      // falls through to the one answer for every file that is none of certificates
    }
    throw new Unusable(2, "the file of --ca holds no certificates in PEM form.");
  }

  private static String why(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Bounded.TooLong) {
        return TOO_LONG;
      }
      if (cause instanceof SSLException) {
        return "the server's certificate is not trusted; name its authority with --ca FILE.";
      }
      if (cause instanceof HttpTimeoutException) {
        return "the server did not answer in time.";
      }
    }
    return "the server cannot be reached.";
  }

  private static Unusable refused(int status, byte[] problem) {
    Matcher code = CODE.matcher(new String(problem, UTF_8));
    String told = " (" + (code.find() ? code.group(1) : "status " + status) + ").";
    return switch (status) {
      case 401, 403 -> new Unusable(TOKEN_REFUSED, "the server does not accept the token" + told);
      case 429, 503 ->
          new Unusable(
              NO_ANSWER, "the server cannot give known values now; try again later" + told);
      default -> new Unusable(NO_ANSWER, "the server gives no known values at this address" + told);
    };
  }

  @Override
  public String toString() {
    return "LaunchServer[" + address.getHost() + "]";
  }

  /** A body of at most so many bytes. */
  private static final class Bounded implements BodySubscriber<byte[]> {
    /** More came than is read. */
    static final class TooLong extends IOException {
      private static final long serialVersionUID = 1L;
    }

    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private final long most;
    private Flow.@Nullable Subscription subscription;
    private long length;

    Bounded(long most) {
      this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      whole.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> some) {
      if (length > most) {
        return;
      }
      for (ByteBuffer buffer : some) {
        length += buffer.remaining();
      }
      if (length <= most) {
        whole.onNext(some);
        return;
      }
      if (subscription != null) {
        subscription.cancel();
      }
      whole.onError(new TooLong());
    }

    @Override
    public void onError(Throwable thrown) {
      whole.onError(thrown);
    }

    @Override
    public void onComplete() {
      whole.onComplete();
    }
  }
}
