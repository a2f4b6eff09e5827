package dev.sealward.outbound;

import dev.sealward.outbound.OutboundFailure.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests to other machines, under one set of {@link Rules}.
 *
 * <p>Guarantees: {@code https} only, {@code http} too for hosts the operator named; the addresses a
 * name leads to are checked as {@code AddressRules} says, and the connection goes to those very
 * addresses; certificates are verified for the host's name; redirects are not followed, cookies not
 * kept, no proxy of the environment used; a request ends within {@link Rules#overall}, however
 * slowly the other side sends; what is over {@link Rules#maxAnswerBytes} is not read.
 *
 * <p>Does not protect against: what an allowed host does with what it is sent. Thread-safe.
 */
public final class Outbound implements Closeable {
  private static final int MAX_CONNECTIONS = 16;
  private static final TimeValue KEPT_AT_MOST = TimeValue.ofMinutes(5);

  /**
   * What holds for all requests of one client.
   *
   * @param operatorsHosts hosts the operator's own configuration names, in lower case: they may be
   *     private or loopback, and plain {@code http}
   * @param connect how long a connection may take to be made
   * @param overall how long a request may take, with its whole answer
   * @param certificates a PEM file of the authorities to trust instead of the JDK's; null for those
   */
  public record Rules(
      Set<String> operatorsHosts,
      Duration connect,
      Duration overall,
      int maxAnswerBytes,
      @Nullable Path certificates) {
    public Rules {
      operatorsHosts =
          operatorsHosts.stream()
              .map(host -> host.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
    }
  }

  /**
   * One request.
   *
   * @param method as the other side knows it, its own ones too
   * @param body sent as it is; null for none
   */
  public record Request(
      String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
    @Override
    public String toString() {
      return "Request[" + method + " " + uri.getHost() + "]";
    }
  }

  /** An answer, whatever its status says. */
  public record Answer(int status, byte[] body) {
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  private final Rules rules;
  private final CheckedAddresses addresses;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor deadlines;

  /**
   * A client under these rules.
   *
   * @throws IOException when the file of certificates cannot be used
   */
  public static Outbound under(Rules rules) throws IOException {
    return new Outbound(rules, InetAddress::getAllByName);
  }

  Outbound(Rules rules, CheckedAddresses.Lookup lookup) throws IOException {
    this.rules = rules;
    this.addresses = new CheckedAddresses(rules.operatorsHosts(), lookup);
    Timeout connect = Timeout.of(rules.connect());
    Timeout overall = Timeout.of(rules.overall());
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(addresses)
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust(rules.certificates())))
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_CONNECTIONS)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(overall)
                    .setTimeToLive(KEPT_AT_MOST)
                    .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                    .build())
            .build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(overall)
                    .setResponseTimeout(overall)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableDefaultUserAgent()
            .build();
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "outbound-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /** Sends the request and reads its answer. */
  public Answer send(Request request) throws OutboundFailure {
    String host = checkedHost(request.uri());
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    request.headers().forEach(message::setHeader);
    if (request.body() != null) {
      message.setEntity(new ByteArrayEntity(request.body(), (ContentType) null));
    }
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> deadline =
        deadlines.schedule(
            () -> {
              late.set(true);
              message.cancel();
            },
            rules.overall().toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return client.execute(message, this::read);
    } catch (TooLarge e) {
      throw new OutboundFailure(Reason.ANSWER_TOO_LARGE, host);
    } catch (IOException e) {
      throw new OutboundFailure(late.get() ? Reason.TIMED_OUT : reason(e), host);
    } finally {
      deadline.cancel(false);
    }
  }

  private String checkedHost(URI uri) throws OutboundFailure {
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null) {
      throw new OutboundFailure(Reason.FORBIDDEN, "the address");
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    boolean plain = "http".equalsIgnoreCase(uri.getScheme()) && addresses.isOperators(host);
    if (!secure && !plain) {
      throw new OutboundFailure(Reason.FORBIDDEN, host);
    }
    return host;
  }

  /** More came than is read. */
  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private Answer read(ClassicHttpResponse answer) throws IOException {
    HttpEntity entity = answer.getEntity();
    if (entity == null) {
      return new Answer(answer.getCode(), new byte[0]);
    }
    InputStream in = entity.getContent();
    byte[] body = in.readNBytes(rules.maxAnswerBytes() + 1);
    if (body.length > rules.maxAnswerBytes()) {
      // Thrown rather than read to its end: the connection is dropped with the rest.
      throw new TooLarge();
    }
    return new Answer(answer.getCode(), body);
  }

  private static Reason reason(IOException e) {
    if (e instanceof CheckedAddresses.Forbidden) {
      return Reason.FORBIDDEN;
    }
    if (e instanceof UnknownHostException) {
      return Reason.UNKNOWN_HOST;
    }
    if (e instanceof SocketTimeoutException) {
      return Reason.TIMED_OUT;
    }
    return e instanceof SSLException ? Reason.UNTRUSTED : Reason.UNREACHABLE;
  }

  private static SSLContext trust(@Nullable Path certificates) throws IOException {
    try {
      if (certificates == null) {
        return SSLContext.getDefault();
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      try (InputStream in = Files.newInputStream(certificates)) {
        for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          trusted.setCertificateEntry("authority-" + number++, one);
        }
      }
      if (number == 0) {
        throw new IOException("no certificate in " + certificates);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be used", e);
    }
  }

  @Override
  public void close() throws IOException {
    deadlines.shutdownNow();
    client.close();
  }
}
