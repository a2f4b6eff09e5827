package dev.sealward.backup;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** What {@link BackupSchedule} does when it is time, now. */
@ApplicationScoped
public class ScheduledBackups {
  private static final Caller SYSTEM =
      Caller.system("backup-schedule", TenantId.of("default"), WorkspaceId.of("default"));
  private static final long PATIENCE = Duration.ofMinutes(2).toNanos();

  @Inject Backups backups;
  @Inject BackupJobs jobs;

  /** Makes one and says what became of it. */
  public String make() {
    backups.makeScheduled(SYSTEM);
    long until = System.nanoTime() + PATIENCE;
    while (System.nanoTime() < until) {
      BackupProgress now = jobs.progress().orElseThrow();
      if (!now.running()) {
        return now.failure() == null ? "made" : now.failure().code();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("The backup did not end.");
  }

  public void disposeOfAllBut(int kept) {
    backups.removeSurplus(SYSTEM, kept);
  }
}
