package dev.sealward.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be called, so that nobody can make Sealward ask for them what is not theirs
 * (server-side request forgery). The registries of special-purpose addresses are IANA's (RFC 6890).
 *
 * <p>Never: this-host, link-local (cloud metadata among it), multicast and reserved addresses, and
 * the metadata services that have addresses of another kind. Private, loopback and other addresses
 * that are not public: only where the operator's own configuration named the host. An IPv6 address
 * that carries an IPv4 address is judged by that one.
 */
final class AddressRules {
  private record Block(byte[] prefix, int bits) {
    static Block of(String text) {
      String[] parts = text.split("/");
      return new Block(literal(parts[0]), Integer.parseInt(parts[1]));
    }

    boolean holds(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
    }
  }

  private static final List<Block> NEVER =
      blocks(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "240.0.0.0/4",
          // metadata services outside the link-local block
          "100.100.100.200/32",
          "168.63.129.16/32",
          "192.0.0.192/32",
          "fd00:ec2::254/128",
          "fd20:ce::254/128",
          "::/128",
          "fe80::/10",
          "ff00::/8");

  private static final List<Block> OPERATOR_ONLY =
      blocks(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "::1/128",
          "64:ff9b:1::/48",
          "100::/64",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20",
          "5f00::/16",
          "fc00::/7",
          "fec0::/10");

  private static final Block COMPATIBLE = Block.of("::/96");
  private static final Block TRANSLATED = Block.of("64:ff9b::/96");
  private static final Block SIX_TO_FOUR = Block.of("2002::/16");

  private AddressRules() {}

  /** Whether a connection to the address may be made. */
  static boolean allow(InetAddress address, boolean namedByOperator) {
    byte[] bytes = address.getAddress();
    if (in(NEVER, bytes)) {
      return false;
    }
    if (in(OPERATOR_ONLY, bytes)) {
      return namedByOperator;
    }
    byte[] carried = carried(bytes);
    return carried == null || allow(of(carried), namedByOperator);
  }

  private static byte @Nullable [] carried(byte[] bytes) {
    if (COMPATIBLE.holds(bytes) || TRANSLATED.holds(bytes)) {
      return Arrays.copyOfRange(bytes, 12, 16);
    }
    return SIX_TO_FOUR.holds(bytes) ? Arrays.copyOfRange(bytes, 2, 6) : null;
  }

  private static boolean in(List<Block> blocks, byte[] address) {
    return blocks.stream().anyMatch(block -> block.holds(address));
  }

  private static List<Block> blocks(String... texts) {
    return Arrays.stream(texts).map(Block::of).toList();
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static byte[] literal(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + text, e);
    }
  }
}
