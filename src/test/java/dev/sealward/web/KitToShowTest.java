package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.access.RecoveryKit;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A recovery key on its way to the one page that shows it. */
@Tag("VAULT-10")
class KitToShowTest {
  private final KitToShow toShow = new KitToShow();

  @BeforeEach
  void make() {
    SecretValue text = SecretValue.copyOf("ABCDE-FGHJK-01XYZ".toCharArray());
    toShow.keep(new RecoveryKit(text, "0a1b2c3d", Instant.EPOCH));
  }

  @Test
  void itIsHandedOutOnce() {
    try (RecoveryKit kit = toShow.take().orElseThrow()) {
      assertThat(kit.toString()).isEqualTo("RecoveryKit[0a1b2c3d]");
    }
    assertThat(toShow.take()).isEmpty();
    assertThat(toShow.isWaiting()).isTrue();
  }

  @Test
  void itsLastGroupConfirmsItHoweverItIsTyped() {
    assertThat(
            catchThrowableOfType(Refused.class, () -> toShow.confirm("ABCDE".toCharArray()))
                .field())
        .contains("lastGroup");
    assertThat(toShow.isWaiting()).isTrue();

    toShow.confirm(" o-l xyz".toCharArray());

    assertThat(toShow.isWaiting()).isFalse();
    assertThat(toShow.take()).isEmpty();
    assertThat(catchThrowableOfType(Refused.class, () -> toShow.confirm("01XYZ".toCharArray())))
        .as("nothing is waiting any more")
        .isNotNull();
  }
}
