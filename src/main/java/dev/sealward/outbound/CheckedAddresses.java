package dev.sealward.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up once and gives the connection what was looked up and checked, so that no second
 * look-up can lead elsewhere. One forbidden address among several forbids the host.
 */
final class CheckedAddresses implements DnsResolver {
  private final Set<String> operatorsHosts;
  private final Lookup lookup;

  /** Names to addresses; the system's own outside of tests. */
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** The rules forbid what the name leads to. */
  static final class Forbidden extends UnknownHostException {
    private static final long serialVersionUID = 1L;
  }

  CheckedAddresses(Set<String> operatorsHosts, Lookup lookup) {
    this.operatorsHosts = operatorsHosts;
    this.lookup = lookup;
  }

  boolean isOperators(String host) {
    return operatorsHosts.contains(host.toLowerCase(Locale.ROOT));
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    InetAddress[] found = lookup.addresses(bare);
    for (InetAddress address : found) {
      if (!AddressRules.allow(address, isOperators(host))) {
        throw new Forbidden();
      }
    }
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
