package dev.sealward.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that share their first bits: one IPv4 or IPv6 address, or a block of them in CIDR form
 * (RFC 4632, RFC 4291).
 *
 * <p>Text form: {@code 192.0.2.7}, {@code 10.0.0.0/8}, {@code 2001:db8::/32} (RFC 5952). An IPv6
 * address that carries an IPv4 address ({@code ::ffff:192.0.2.7}) is that IPv4 address.
 *
 * <p>Guarantees: nothing is ever asked of a name server; only literal addresses are taken, IPv4 in
 * four decimal parts without leading zeros; a block whose address has bits behind its prefix is
 * refused, since it was meant otherwise.
 */
public final class NetworkBlock {
  private static final String PART = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile("(?:" + PART + "\\.){3}" + PART);
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:]{2,39}|[0-9A-Fa-f:]{2,30}:(?:" + PART + "\\.){3}" + PART);
  private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final int MAPPED_BITS = 96;

  private final byte[] first;
  private final int bits;

  private NetworkBlock(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /** Parses an address or a block; empty for any other text. */
  public static Optional<NetworkBlock> parse(String text) {
    int slash = text.indexOf('/');
    String written = slash < 0 ? text : text.substring(0, slash);
    byte[] address = literal(written);
    if (address == null) {
      return Optional.empty();
    }
    int all = address.length * 8;
    if (slash < 0) {
      return Optional.of(new NetworkBlock(address, all));
    }
    String length = text.substring(slash + 1);
    if (!BITS.matcher(length).matches()) {
      return Optional.empty();
    }
    boolean mapped = address.length == 4 && written.indexOf(':') >= 0;
    int bits = Integer.parseInt(length) - (mapped ? MAPPED_BITS : 0);
    if (bits < 0 || bits > all || !Arrays.equals(address, cut(address, bits))) {
      return Optional.empty();
    }
    return Optional.of(new NetworkBlock(address, bits));
  }

  /** Parses a single address; empty for any other text, blocks among them. */
  public static Optional<NetworkBlock> address(String text) {
    return text.indexOf('/') < 0 ? parse(text) : Optional.empty();
  }

  // Both forms are checked first, so that the look-up below has no name to look up.
  private static byte @Nullable [] literal(String text) {
    boolean address =
        IPV4.matcher(text).matches() || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
    if (!address) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException notOne) {
      return null;
    }
  }

  private static byte[] cut(byte[] address, int bits) {
    byte[] cut = address.clone();
    for (int i = 0; i < cut.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - i * 8));
      cut[i] &= (byte) (0xff << (8 - kept));
    }
    return cut;
  }

  /** Whether all addresses of {@code other} are among these. */
  public boolean contains(NetworkBlock other) {
    return other.first.length == first.length
        && other.bits >= bits
        && Arrays.equals(first, cut(other.first, bits));
  }

  /**
   * What one customer of a network usually has: the address itself for IPv4, its /64 for IPv6, of
   * which every device has as many addresses as it likes.
   */
  public NetworkBlock household() {
    return first.length == 4 || bits < 64 ? this : new NetworkBlock(cut(first, 64), 64);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetworkBlock block
        && bits == block.bits
        && Arrays.equals(first, block.first);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(first) + bits;
  }

  @Override
  public String toString() {
    String address = first.length == 4 ? dotted() : colons();
    return bits == first.length * 8 ? address : address + "/" + bits;
  }

  private String dotted() {
    return (first[0] & 0xff)
        + "."
        + (first[1] & 0xff)
        + "."
        + (first[2] & 0xff)
        + "."
        + (first[3] & 0xff);
  }

  /** The longest run of zero groups, the first of them, becomes {@code ::}. */
  private String colons() {
    int from = 8;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(i + run) == 0) {
        run++;
      }
      if (run > longest) {
        from = i;
        longest = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += longest - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }

  private int group(int index) {
    return (first[2 * index] & 0xff) << 8 | (first[2 * index + 1] & 0xff);
  }
}
