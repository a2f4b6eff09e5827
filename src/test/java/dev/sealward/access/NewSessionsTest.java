package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-10")
class NewSessionsTest {
  private final Ticking clock = new Ticking();
  private final NewSessions sessions = new NewSessions(clock);

  @Test
  void addressBeginsSoManyAMinuteAndKeepsNobodyElseOut() {
    for (int i = 0; i < NewSessions.MOST_A_MINUTE; i++) {
      assertThat(sessions.begin("2001:db8::" + Integer.toHexString(i))).isEmpty();
    }
    clock.pass(Duration.ofSeconds(20));
    assertThat(sessions.begin("2001:db8::ffff")).contains(Duration.ofSeconds(40));
    assertThat(sessions.begin("2001:db8:0:1::1")).isEmpty();
    clock.pass(Duration.ofSeconds(40));
    assertThat(sessions.begin("2001:db8::1")).isEmpty();
  }
}
