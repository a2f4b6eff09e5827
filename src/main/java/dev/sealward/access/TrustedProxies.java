package dev.sealward.access;

import dev.sealward.kernel.NetworkBlock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Whose word counts for where a request came from: {@code SEALWARD_TRUSTED_PROXIES}, addresses and
 * CIDR blocks of reverse proxies between commas; none by default.
 *
 * <p>Guarantees: {@code X-Forwarded-For} is read only when the peer itself is such a proxy, from
 * the right, up to the first address that is not one: that is the caller. What stands left of it,
 * or cannot be read, is not believed. Nothing else a caller sends has a say.
 */
@ApplicationScoped
class TrustedProxies {
  private static final int MAX_HOPS = 32;

  private final List<NetworkBlock> proxies;

  @Inject
  TrustedProxies(Config config) {
    this(
        config == null
            ? ""
            : config.getOptionalValue("sealward.trusted.proxies", String.class).orElse(""));
  }

  TrustedProxies(String list) {
    this.proxies =
        list.isBlank()
            ? List.of()
            : List.of(list.strip().split("[\\s,]+")).stream()
                .map(
                    one ->
                        NetworkBlock.parse(one)
                            .orElseThrow(
                                () ->
                                    new IllegalStateException(
                                        "SEALWARD_TRUSTED_PROXIES must be IP addresses and CIDR"
                                            + " blocks.")))
                .toList();
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  TrustedProxies() {
    this("");
  }

  /** Where a request came from, in canonical form where it is an IP address. */
  String caller(HttpServletRequest request) {
    List<String> forwarded =
        proxies.isEmpty() ? List.of() : Collections.list(request.getHeaders("X-Forwarded-For"));
    return caller(request.getRemoteAddr(), forwarded);
  }

  /**
   * @param peer the address the connection came from
   * @param forwarded the values of the header's lines, in their order
   */
  String caller(String peer, List<String> forwarded) {
    int zone = peer.indexOf('%');
    Optional<NetworkBlock> hop = NetworkBlock.address(zone < 0 ? peer : peer.substring(0, zone));
    if (hop.isEmpty()) {
      return peer;
    }
    NetworkBlock caller = hop.get();
    for (String said : fromTheRight(forwarded)) {
      Optional<NetworkBlock> next = NetworkBlock.address(said);
      if (!isProxy(caller) || next.isEmpty()) {
        break;
      }
      caller = next.get();
    }
    return caller.toString();
  }

  private boolean isProxy(NetworkBlock address) {
    return proxies.stream().anyMatch(proxy -> proxy.contains(address));
  }

  private static List<String> fromTheRight(List<String> forwarded) {
    List<String> hops = new ArrayList<>();
    for (int line = forwarded.size() - 1; line >= 0; line--) {
      String rest = forwarded.get(line);
      int comma;
      do {
        if (hops.size() == MAX_HOPS) {
          return hops;
        }
        comma = rest.lastIndexOf(',');
        hops.add(rest.substring(comma + 1).strip());
        rest = comma < 0 ? "" : rest.substring(0, comma);
      } while (comma >= 0);
    }
    return hops;
  }
}
