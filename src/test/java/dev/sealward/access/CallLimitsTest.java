package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-09")
class CallLimitsTest {
  private final Ticking clock = new Ticking();
  private final CallLimits limits = new CallLimits(clock, settings(Map.of()));

  @Test
  void entityReadsSixHundredTimesAMinute() {
    for (int i = 0; i < 600; i++) {
      limits.admit(agent("a"), true, null);
    }
    Refused refused =
        catchThrowableOfType(Refused.class, () -> limits.admit(agent("a"), true, null));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
    assertThat(refused.remedy().code()).isEqualTo("RATE_LIMITED");
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(limits.refused(CallLimits.Limit.RESOLVES)).isEqualTo(1);

    limits.admit(agent("a"), false, null);
    limits.admit(agent("b"), true, null);
    clock.pass(Duration.ofSeconds(59));
    assertThat(catchThrowableOfType(Refused.class, () -> limits.admit(agent("a"), true, null)))
        .extracting(Refused::retryAfter)
        .isEqualTo(Optional.of(Duration.ofSeconds(1)));
    clock.pass(Duration.ofSeconds(1));
    limits.admit(agent("a"), true, null);
  }

  @Test
  void entityCanHaveANumberOfItsOwn() {
    limits.admit(agent("a"), true, 2);
    limits.admit(agent("a"), true, 2);
    assertThat(catchThrowableOfType(Refused.class, () -> limits.admit(agent("a"), true, 2)))
        .isNotNull();
    limits.admit(agent("a"), true, 3);
  }

  @Test
  void numbersAreSetAtStart() {
    CallLimits set =
        new CallLimits(
            clock,
            settings(
                Map.of(
                    "sealward.resolves.per.minute", 1,
                    "sealward.calls.per.minute", 2,
                    "sealward.address.calls.per.minute", 1,
                    "sealward.failed.tokens.per.minute", 3)));
    set.admit(agent("a"), true, null);
    set.admit(agent("a"), false, null);
    set.admit(agent("a"), false, null);
    set.admitFrom("192.0.2.7");
    set.failed("192.0.2.7");
    set.failed("192.0.2.7");
    set.failed("192.0.2.7");
    assertThat(catchThrowableOfType(Refused.class, () -> set.admit(agent("a"), true, null)))
        .isNotNull();
    assertThat(catchThrowableOfType(Refused.class, () -> set.admit(agent("a"), false, null)))
        .isNotNull();
    assertThat(catchThrowableOfType(Refused.class, () -> set.admitFrom("192.0.2.7"))).isNotNull();
    assertThat(catchThrowableOfType(Refused.class, () -> set.failed("192.0.2.7"))).isNotNull();
  }

  @Test
  void tokensThatAreNoneSlowTheirAddressDown() {
    for (int i = 0; i < 60; i++) {
      limits.requireFewFailures("2001:db8:1:2::" + i);
      limits.failed("2001:db8:1:2::" + i);
    }
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> limits.requireFewFailures("2001:db8:1:2:ffff::1"));
    assertThat(refused.remedy().code()).isEqualTo("TOKENS_FAILED_TOO_OFTEN");
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(1));
    limits.requireFewFailures("2001:db8:1:3::1");
    clock.pass(Duration.ofMinutes(1));
    limits.requireFewFailures("2001:db8:1:2::1");
  }

  @Test
  void callersFromOneAddressShareItsNumberWhicheverTheirTokens() {
    for (int i = 0; i < 60_000; i++) {
      limits.admitFrom("2001:db8:1:2::" + Integer.toHexString(i));
    }
    Refused refused =
        catchThrowableOfType(Refused.class, () -> limits.admitFrom("2001:db8:1:2:ffff::1%eth0"));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
    assertThat(refused.remedy().code()).isEqualTo("ADDRESS_RATE_LIMITED");
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(limits.refused(CallLimits.Limit.ADDRESS_CALLS)).isEqualTo(1);
    limits.admitFrom("2001:db8:1:3::1");
    clock.pass(Duration.ofMinutes(1));
    limits.admitFrom("2001:db8:1:2::1");
  }

  @Test
  void addressesAreForgottenBeforeMemoryFills() {
    for (int i = 0; i < 60; i++) {
      limits.failed("192.0.2.7");
    }
    for (int i = 0; i < 10_000; i++) {
      limits.failed("10.1." + i / 250 + "." + i % 250);
    }
    limits.requireFewFailures("192.0.2.7");
  }

  private static Caller agent(String name) {
    return new Caller(
        Caller.Kind.ENTITY,
        name,
        TenantId.of("default"),
        WorkspaceId.of("default"),
        Set.of(),
        "192.0.2.7",
        UUID.randomUUID());
  }

  private static Config settings(Map<String, Integer> values) {
    return (Config)
        Proxy.newProxyInstance(
            Config.class.getClassLoader(),
            new Class<?>[] {Config.class},
            (proxy, method, arguments) -> Optional.ofNullable(values.get((String) arguments[0])));
  }
}
