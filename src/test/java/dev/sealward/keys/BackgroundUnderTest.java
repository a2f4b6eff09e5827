package dev.sealward.keys;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

/** What goes on in the background, when a test says so. */
@ApplicationScoped
public class BackgroundUnderTest {
  private static final int BATCH = 250;

  @Inject WorkRows rows;
  @Inject @Any Instance<BatchWork> works;
  @Inject ChainSchedule schedule;

  /** One batch of work that was begun, as the worker does it. */
  public void turn(String kind) {
    Caller system = Caller.system(kind, TenantId.of("default"), WorkspaceId.of("default"));
    BatchWork work =
        works.stream().filter(each -> each.kind().equals(kind)).findFirst().orElseThrow();
    rows.turn(system, work, BATCH);
  }

  /** What the schedule of the trail does every few minutes. */
  public void lookAfterTheTrail() {
    schedule.look();
  }
}
