package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-09")
class NetworkBlockTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "192.0.2.7/32, 192.0.2.7",
    "0.0.0.0/0, 0.0.0.0/0",
    "10.32.0.0/11, 10.32.0.0/11",
    "::1, ::1",
    "::, ::",
    "::/0, ::/0",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:DB8::0:1, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "fe80::/10, fe80::/10",
    "::ffff:192.0.2.7, 192.0.2.7",
    "::ffff:c000:207, 192.0.2.7",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "64:ff9b::192.0.2.7, 64:ff9b::c000:207"
  })
  void addressesAndBlocksAreSaidInOneForm(String text, String canonical) {
    assertThat(NetworkBlock.parse(text)).map(NetworkBlock::toString).contains(canonical);
    assertThat(NetworkBlock.parse(canonical)).isEqualTo(NetworkBlock.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "example.org",
        "cafe",
        "1",
        "127.1",
        "0x7f.0.0.1",
        "017.0.0.1",
        "192.0.2.07",
        "192.0.2.256",
        "192.0.2",
        "192.0.2.7.",
        " 192.0.2.7",
        "192.0.2.7 ",
        "192.0.2.7\n",
        "192.0.2.7:80",
        "１92.0.2.7",
        "192.0.2.7/",
        "192.0.2.7/33",
        "192.0.2.7/+8",
        "192.0.2.0/024",
        "192.0.2.7/24",
        "192.0.2.0/24/24",
        "[::1]",
        "::1%eth0",
        "fe80::1%1",
        ":::",
        "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "::1.2.3",
        "::01.2.3.4",
        "2001:db8::1/32",
        "::/129",
        "::ffff:10.0.0.0/95",
        "::g"
      })
  void whatIsNoLiteralAddressIsNone(String text) {
    assertThat(NetworkBlock.parse(text)).isEmpty();
  }

  @Test
  void blockHoldsItsAddressesAndNoOthers() {
    NetworkBlock block = block("10.20.0.0/15");
    assertThat(block.contains(block("10.20.0.0"))).isTrue();
    assertThat(block.contains(block("10.21.255.255"))).isTrue();
    assertThat(block.contains(block("::ffff:10.20.1.1"))).isTrue();
    assertThat(block.contains(block("10.22.0.0"))).isFalse();
    assertThat(block.contains(block("10.19.255.255"))).isFalse();
    assertThat(block.contains(block("10.0.0.0/8"))).as("a wider block").isFalse();
    assertThat(block("::/0").contains(block("10.20.0.1"))).as("the other family").isFalse();
    assertThat(block("0.0.0.0/0").contains(block("::1"))).isFalse();
    assertThat(block("2001:db8::/33").contains(block("2001:db8:7fff::1"))).isTrue();
    assertThat(block("2001:db8::/33").contains(block("2001:db8:8000::1"))).isFalse();
  }

  @Test
  void householdIsTheAddressOrTheSixtyFour() {
    assertThat(block("192.0.2.7").household()).hasToString("192.0.2.7");
    assertThat(block("2001:db8:1:2:3:4:5:6").household()).hasToString("2001:db8:1:2::/64");
    assertThat(block("2001:db8:1:2::9").household())
        .isEqualTo(block("2001:db8:1:2:ffff::1").household())
        .isNotEqualTo(block("2001:db8:1:3::9").household());
  }

  @Test
  void anAddressIsNoBlock() {
    assertThat(NetworkBlock.address("192.0.2.7")).isPresent();
    assertThat(NetworkBlock.address("192.0.2.7/32")).isEmpty();
  }

  private static NetworkBlock block(String text) {
    return NetworkBlock.parse(text).orElseThrow();
  }
}
