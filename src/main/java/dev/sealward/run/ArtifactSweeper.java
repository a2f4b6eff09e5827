package dev.sealward.run;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes away the files of deleted artifacts and of uploads that came to nothing: at once after the
 * commit that says so, and what a process that ended has left, when its time is over.
 */
@ApplicationScoped
public class ArtifactSweeper {
  private static final Logger LOG = Logger.getLogger(ArtifactSweeper.class.getName());
  private static final long EVERY_SECONDS = 60;

  private final ArtifactRows rows;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;

  private @Nullable ScheduledFuture<?> sweeping;

  @Inject
  ArtifactSweeper(ArtifactRows rows) {
    this.rows = rows;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ArtifactSweeper() {
    this(null);
  }

  synchronized void start(@Observes KeyRingOpened opened) {
    if (sweeping == null && executor != null) {
      sweeping =
          executor.scheduleWithFixedDelay(
              this::sweep, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  void collect(@Observes(during = TransactionPhase.AFTER_SUCCESS) ArtifactRows.Dropped dropped) {
    if (executor != null) {
      executor.execute(this::sweep);
    }
  }

  private void sweep() {
    try {
      while (rows.collect() == ArtifactRows.BATCH) {
        // One short transaction a batch.
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Taking artifacts' files away failed; it is tried again.", e);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (sweeping != null) {
      sweeping.cancel(false);
    }
  }
}
