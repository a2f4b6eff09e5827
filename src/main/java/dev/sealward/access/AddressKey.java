package dev.sealward.access;

import dev.sealward.kernel.NetworkBlock;

/**
 * What calls and failures from an address are counted under: the address itself, or of an IPv6
 * address its first 64 bits, since whoever has one has all the others of that network.
 */
final class AddressKey {
  private AddressKey() {}

  /**
   * The key of a numeric address; what is none is its own key.
   *
   * @param address with or without a zone; never looked up
   */
  static String of(String address) {
    int zone = address.indexOf('%');
    return NetworkBlock.address(zone < 0 ? address : address.substring(0, zone))
        .map(block -> block.household().toString())
        .orElse(address);
  }
}
