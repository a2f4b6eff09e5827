package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-09")
class TrustedProxiesTest {
  private final TrustedProxies proxies = new TrustedProxies("10.0.0.5, 10.1.0.0/16 2001:db8::/48");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.5    | 192.0.2.7                       | 192.0.2.7",
        "10.0.0.5    | 203.0.113.9, 192.0.2.7          | 192.0.2.7",
        "10.0.0.5    | 203.0.113.9, 192.0.2.7,10.1.2.3 | 192.0.2.7",
        "10.0.0.5    | 10.1.9.9, 10.1.2.3              | 10.1.9.9",
        "2001:db8::9 | 2001:DB8:7::1                   | 2001:db8:7::1",
        "::ffff:10.0.0.5 | 192.0.2.7                   | 192.0.2.7",
        "10.0.0.6    | 192.0.2.7                       | 10.0.0.6",
        "198.51.100.1 | 10.0.0.5                       | 198.51.100.1",
        "10.0.0.5    | unknown                         | 10.0.0.5",
        "10.0.0.5    | 192.0.2.7, _hidden              | 10.0.0.5",
        "10.0.0.5    | 192.0.2.7, localhost, 10.1.2.3  | 10.1.2.3",
        "10.0.0.5    | 10.0.0.0/8                      | 10.0.0.5",
        "10.0.0.5    | ''                              | 10.0.0.5",
        "10.0.0.5    | ,                               | 10.0.0.5",
        "0:0:0:0:0:0:0:1 | 192.0.2.7                   | ::1",
        "fe80::1%eth0 | 192.0.2.7                      | fe80::1"
      })
  void callerIsTheRightmostHopThatIsNoProxy(String peer, String forwarded, String caller) {
    assertThat(proxies.caller(peer, List.of(forwarded))).isEqualTo(caller);
  }

  @Test
  void linesOfTheHeaderAreOneList() {
    assertThat(proxies.caller("10.0.0.5", List.of("203.0.113.9", "192.0.2.7, 10.1.2.3")))
        .isEqualTo("192.0.2.7");
    assertThat(proxies.caller("10.0.0.5", List.of("192.0.2.7", "10.1.2.3"))).isEqualTo("192.0.2.7");
  }

  @Test
  void nobodyIsBelievedByDefault() {
    assertThat(new TrustedProxies("").caller("127.0.0.1", List.of("192.0.2.7")))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void endlessListsAreNotFollowed() {
    String hops = "192.0.2.7" + ", 10.1.2.3".repeat(5_000);
    assertThat(proxies.caller("10.0.0.5", List.of(hops))).isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.1/8", "10.0.0.5;", "*"})
  void settingThatIsNoneEndsTheStart(String setting) {
    assertThatThrownBy(() -> new TrustedProxies(setting))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEALWARD_TRUSTED_PROXIES")
        .hasMessageNotContaining(setting);
  }
}
