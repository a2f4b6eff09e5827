package dev.sealward.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What failures from an address are counted under: the address itself, or of an IPv6 address its
 * first 64 bits, since whoever has one has all the others of that network.
 */
final class AddressKey {
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int NETWORK_BYTES = 8;

  private AddressKey() {}

  /**
   * The key of a numeric address; what is none is its own key.
   *
   * @param address with or without a zone; never looked up
   */
  static String of(String address) {
    int zone = address.indexOf('%');
    String plain = zone < 0 ? address : address.substring(0, zone);
    if (!IPV6.matcher(plain).matches()) {
      return address;
    }
    try {
      InetAddress parsed = InetAddress.getByName(plain);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "/64"
          : parsed.getHostAddress();
    } catch (UnknownHostException notNumeric) {
      return address;
    }
  }
}
