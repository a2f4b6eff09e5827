package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.SignInThrottle.Attempt;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("VAULT-09")
@Tag("ATTACK-02")
class SignInThrottleTest {
  private final Ticking clock = new Ticking();
  private final SignInThrottle throttle = new SignInThrottle(clock);

  @Test
  void oneNameFromOneAddressHasFiveFreeTriesAndOthersAreNotConcerned() {
    assertThat(tries("ada", "192.0.2.1", 10)).isEqualTo(5);
    assertThat(tries("ada", "192.0.2.2", 1)).isEqualTo(1);
    assertThat(tries("bob", "192.0.2.1", 1)).isEqualTo(1);
  }

  @Test
  void oneAddressHasTwentyFreeTriesWhateverTheNames() {
    int begun = 0;
    for (int i = 0; i < 40; i++) {
      begun += tries("name-" + i, "192.0.2.1", 1);
    }
    assertThat(begun).isEqualTo(20);
    assertThat(throttle.alarming(attempt("name-1", "192.0.2.1", false))).isPresent();
    assertThat(throttle.alarming(attempt("name-1", "192.0.2.1", false))).as("said once").isEmpty();
  }

  @Test
  void networkOfAnIpv6AddressIsOneAddress() {
    int begun = 0;
    for (int i = 0; i < 40; i++) {
      begun += tries("ada", "2001:db8:1:2::" + Integer.toHexString(i + 1), 1);
    }
    assertThat(begun).isEqualTo(5);
    assertThat(tries("ada", "2001:db8:1:3::1", 1)).isEqualTo(1);
  }

  @Test
  void oneNameFromManyAddressesIsSlowedDownButNotWhereThePersonWasBefore() {
    int begun = 0;
    for (int i = 0; i < 200; i++) {
      begun += tries("ada", "198.51." + i + ".1", 1);
    }
    assertThat(begun).isEqualTo(30);
    assertThat(throttle.alarming(attempt("ada", "203.0.113.1", false))).isPresent();
    assertThat(throttle.begins(attempt("ada", "192.0.2.1", true))).isTrue();
    throttle.succeeded(attempt("ada", "192.0.2.1", true));
    assertThat(tries("ada", "203.0.113.1", 1)).as("still slowed down elsewhere").isZero();
    clock.pass(Duration.ofMinutes(15));
    assertThat(tries("ada", "203.0.113.1", 1)).isEqualTo(1);
  }

  @Test
  void whatSucceededOrWasNotLookedAtDoesNotCount() {
    for (int i = 0; i < 100; i++) {
      assertThat(throttle.begins(attempt("ada", "192.0.2.1", false))).isTrue();
      if (i % 2 == 0) {
        throttle.succeeded(attempt("ada", "192.0.2.1", false));
      } else {
        throttle.withdrawn(attempt("ada", "192.0.2.1", false));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:DB8:1:2::1%eth0, 2001:db8:1:2::/64",
    "::ffff:192.0.2.1, 192.0.2.1",
    "local, local",
    "a:b, a:b",
    ":::, :::"
  })
  void addressIsCountedByItsNetwork(String address, String key) {
    assertThat(AddressKey.of(address)).isEqualTo(key);
  }

  @Test
  void browserThePersonSignedInWithIsHeldBackByNothingThatOthersDo() {
    for (int i = 0; i < 200; i++) {
      tries("ada", "198.51." + i + ".1", 1);
      tries("ada", "192.0.2.1", 1);
    }
    assertThat(tries("ada", "192.0.2.1", 1)).isZero();
    Attempt known = new Attempt("ada", "192.0.2.1", false, "her-browser");
    for (int i = 0; i < 50; i++) {
      assertThat(throttle.begins(known)).isTrue();
      throttle.succeeded(known);
    }
    assertThat(tries("ada", "192.0.2.1", 1)).as("it opens no door to others").isZero();
  }

  @Test
  void browserIsSlowedDownByItsOwnFailuresWhereverItIs() {
    int begun = 0;
    for (int i = 0; i < 20; i++) {
      begun += throttle.begins(new Attempt("ada", "192.0.2." + i, true, "her-browser")) ? 1 : 0;
    }
    assertThat(begun).isEqualTo(5);
    Attempt known = new Attempt("ada", "192.0.2.1", true, "her-browser");
    assertThat(throttle.alarming(known)).isPresent();
    assertThat(throttle.alarming(known)).as("said once").isEmpty();
    assertThat(throttle.begins(new Attempt("ada", "192.0.2.1", true, "another"))).isTrue();
    assertThat(tries("bob", "192.0.2.1", 1)).as("its address is not to blame").isEqualTo(1);

    clock.pass(Duration.ofMinutes(15));
    assertThat(throttle.begins(known)).isTrue();
    throttle.withdrawn(known);
  }

  private static Attempt attempt(String name, String address, boolean knownHere) {
    return new Attempt(name, address, knownHere, null);
  }

  private int tries(String name, String address, int times) {
    int begun = 0;
    for (int i = 0; i < times; i++) {
      begun += throttle.begins(attempt(name, address, false)) ? 1 : 0;
    }
    return begun;
  }
}
