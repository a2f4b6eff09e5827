package dev.sealward.secret.store.cloud;

import dev.sealward.outbound.Outbound;
import dev.sealward.outbound.OutboundFailure;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a vendor's library asks for through outbound, to the hosts the settings name and to no
 * others.
 *
 * <p>Guarantees: what {@link Outbound} promises; a library cannot be talked into asking another
 * host, by a redirect, an answer or the environment.
 */
final class VendorCalls implements Closeable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration OVERALL = Duration.ofSeconds(15);
  private static final int MAX_ANSWER_BYTES = 4 << 20;

  /**
   * The client below sets these itself, or they would let the other side send what it must not:
   * compressed bytes have no limit that counts.
   */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "content-length", "transfer-encoding", "connection", "expect", "accept-encoding", "host");

  private final Set<String> hosts;
  private final Outbound outbound;

  VendorCalls(Set<String> hosts, Outbound outbound) {
    this.hosts = hosts;
    this.outbound = outbound;
  }

  /** The request got no answer; the message is {@link OutboundFailure}'s. */
  static final class Unanswered extends IOException {
    private static final long serialVersionUID = 1L;

    Unanswered(String message) {
      super(message);
    }

    /** The one behind a library's exception, if there is one. */
    static @Nullable Unanswered behind(Throwable thrown) {
      int depth = 0;
      for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
        if (cause instanceof Unanswered unanswered) {
          return unanswered;
        }
        depth++;
      }
      return null;
    }
  }

  /** Calls to the hosts of these addresses, which may be private: the operator named them. */
  static VendorCalls to(Collection<URI> addresses) throws IOException {
    return to(addresses, OVERALL);
  }

  static VendorCalls to(Collection<URI> addresses, Duration overall) throws IOException {
    Set<String> hosts =
        addresses.stream()
            .map(address -> address.getHost().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return new VendorCalls(
        hosts, Outbound.under(new Outbound.Rules(hosts, CONNECT, overall, MAX_ANSWER_BYTES, null)));
  }

  Outbound.Answer send(
      String method, URI address, Map<String, String> headers, byte @Nullable [] body)
      throws Unanswered {
    String host = address.getHost();
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      throw new Unanswered("the address is not one the settings name");
    }
    Map<String, String> passedOn = new HashMap<>(headers);
    passedOn.keySet().removeIf(name -> NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT)));
    try {
      return outbound.send(new Outbound.Request(method, address, passedOn, body));
    } catch (OutboundFailure e) {
      throw new Unanswered(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    outbound.close();
  }
}
