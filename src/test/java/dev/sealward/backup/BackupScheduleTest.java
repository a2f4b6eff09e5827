package dev.sealward.backup;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-10")
class BackupScheduleTest {
  @Test
  void leftoversThatCannotBePutRightStopNoStart() {
    BackupSchedule schedule = new BackupSchedule(new Unsettled(), null, null, null);

    assertThatCode(() -> schedule.start(this)).doesNotThrowAnyException();
  }

  private static final class Unsettled extends Backups {
    @Override
    void settle() {
      throw new IllegalStateException("the list cannot be read");
    }
  }
}
