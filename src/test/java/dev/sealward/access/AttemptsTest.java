package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-09")
class AttemptsTest {
  private final Ticking clock = new Ticking();
  private final Attempts attempts = new Attempts(clock, 3);

  @Test
  void fewFailuresCostNothingThenEachDoublesTheWait() {
    fail("ann", 2);
    assertThat(attempts.allows("ann")).isTrue();
    for (int wait = 2; wait <= 256; wait *= 2) {
      attempts.failed("ann");
      clock.pass(Duration.ofSeconds(wait).minusNanos(1));
      assertThat(attempts.allows("ann")).as("just before %s s", wait).isFalse();
      clock.pass(Duration.ofNanos(1));
      assertThat(attempts.allows("ann")).as("after %s s", wait).isTrue();
    }
  }

  @Test
  void waitNeverExceedsFiveMinutes() {
    fail("ann", 500);
    clock.pass(Duration.ofMinutes(5).minusNanos(1));
    assertThat(attempts.allows("ann")).isFalse();
    clock.pass(Duration.ofNanos(1));
    assertThat(attempts.allows("ann")).isTrue();
  }

  @Test
  void successForgetsTheFailures() {
    fail("ann", 3);
    assertThat(attempts.allows("ann")).isFalse();
    attempts.succeeded("ann");
    assertThat(attempts.allows("ann")).isTrue();
    fail("ann", 2);
    assertThat(attempts.allows("ann")).isTrue();
  }

  @Test
  void attemptsMadeAllAtOnceCountAllTheSame() {
    int begun = 0;
    for (int i = 0; i < 60; i++) {
      begun += attempts.begins("ann") ? 1 : 0;
    }
    assertThat(begun).isEqualTo(3);
  }

  @Test
  void whatWasWithdrawnBringsNoWait() {
    for (int i = 0; i < 20; i++) {
      assertThat(attempts.begins("ann")).isTrue();
      attempts.withdrawn("ann");
    }
    fail("ann", 3);
    clock.pass(Duration.ofSeconds(2));
    assertThat(attempts.begins("ann")).isTrue();
    attempts.withdrawn("ann");
    assertThat(attempts.begins("ann")).as("one that is right leaves the way open").isTrue();
    assertThat(attempts.begins("ann")).isFalse();
  }

  @Test
  void failuresOfOneKeyDoNotStopAnother() {
    fail("ann", 10);
    assertThat(attempts.allows("bob")).isTrue();
  }

  @Test
  void oldFailuresNoLongerCount() {
    fail("ann", 10);
    clock.pass(Duration.ofMinutes(15));
    fail("ann", 2);
    assertThat(attempts.allows("ann")).isTrue();
  }

  @Test
  void rememberedKeysAreBoundedAndTheOldestGoFirst() {
    fail("first", 3);
    for (int i = 0; i < 9_999; i++) {
      attempts.failed("key " + i);
    }
    assertThat(attempts.allows("first")).isFalse();
    for (int i = 0; i < 10_000; i++) {
      attempts.failed("later key " + i);
    }
    assertThat(attempts.allows("first")).isTrue();
  }

  private void fail(String key, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(key);
    }
  }
}
