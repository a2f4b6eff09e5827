package dev.sealward.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-01")
@Tag("ATTACK-17")
class AddressRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "169.253.1.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void publicAddressesMayBeCalled(String address) throws UnknownHostException {
    assertThat(AddressRules.allow(InetAddress.getByName(address), false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "::1",
        "fd12:3456::1",
        "fec0::1",
        "2001:db8::1",
        "2001:0:1::1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "::127.0.0.1",
        "::ffff:10.1.2.3",
        "2130706433",
        "127.1"
      })
  void addressesInsideAreTheOperatorsOnly(String address) throws UnknownHostException {
    InetAddress found = InetAddress.getByName(address);
    assertThat(AddressRules.allow(found, false)).isFalse();
    assertThat(AddressRules.allow(found, true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "169.254.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1"
      })
  void metadataLinkLocalAndMulticastAreNobodys(String address) throws UnknownHostException {
    assertThat(AddressRules.allow(InetAddress.getByName(address), false)).isFalse();
    assertThat(AddressRules.allow(InetAddress.getByName(address), true)).isFalse();
  }
}
