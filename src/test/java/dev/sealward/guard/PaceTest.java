package dev.sealward.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.Ticking;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.WorkspaceId;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-09")
class PaceTest {
  private final Ticking clock = new Ticking();
  private final Pace pace = new Pace(clock, 2);

  private static Caller person(String name) {
    return new Caller(
        Caller.Kind.PERSON,
        name,
        GuardFixture.TENANT,
        WorkspaceId.of("default"),
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  @Test
  void eachCallerHasSoManyTimesAMinute() {
    pace.require(person("ann"));
    pace.require(person("ann"));
    assertThatThrownBy(() -> pace.require(person("ann")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
              assertThat(refused.remedy().steps()).isNotEmpty();
            });
    assertThatCode(() -> pace.require(person("ben"))).doesNotThrowAnyException();
    clock.pass(Duration.ofSeconds(60));
    assertThatCode(() -> pace.require(person("ann"))).doesNotThrowAnyException();
  }

  @Test
  void askingWhetherToWaitCountsNothing() {
    assertThat(pace.waiting("key")).isEmpty();
    assertThat(pace.take("key")).isEmpty();
    assertThat(pace.waiting("key")).isEmpty();
    assertThat(pace.take("key")).isEmpty();
    clock.pass(Duration.ofSeconds(20));
    assertThat(pace.waiting("key")).contains(Duration.ofSeconds(40));
    assertThat(pace.take("key")).contains(Duration.ofSeconds(40));
    assertThat(pace.take("key", 3)).isEmpty();
    clock.pass(Duration.ofSeconds(40));
    assertThat(pace.waiting("key")).isEmpty();
  }
}
