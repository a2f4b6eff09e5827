package dev.sealward.secret;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Lets an in-server test sweep now instead of waiting for {@link VersionSweeper}'s next turn. */
@ApplicationScoped
public class OverdueVersions {
  @Inject Erasure erasure;
  @Inject StoreGarbage garbage;

  public void sweep() {
    while (erasure.destroyOverdue() > 0) {
      // One short transaction a batch.
    }
    erasure.dropMasks();
    collect();
  }

  /** Erases what lies in other stores without being named. */
  public void collect() {
    while (garbage.collect() == StoreGarbage.BATCH) {
      // One short transaction a batch.
    }
  }
}
