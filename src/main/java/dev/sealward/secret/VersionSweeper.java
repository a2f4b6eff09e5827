package dev.sealward.secret;

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
 * Destroys superseded versions when their overlap is over, drops masks whose time has come, and
 * takes away what lies in other stores without being named, that at once after each commit.
 */
@ApplicationScoped
public class VersionSweeper {
  private static final Logger LOG = Logger.getLogger(VersionSweeper.class.getName());
  private static final long EVERY_SECONDS = 30;

  private final Erasure erasure;
  private final StoreGarbage garbage;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;

  private @Nullable ScheduledFuture<?> sweeping;

  @Inject
  VersionSweeper(Erasure erasure, StoreGarbage garbage) {
    this.erasure = erasure;
    this.garbage = garbage;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected VersionSweeper() {
    this(null, null);
  }

  synchronized void start(@Observes KeyRingOpened opened) {
    if (sweeping == null && executor != null) {
      sweeping =
          executor.scheduleWithFixedDelay(
              this::sweep, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  void collect(@Observes(during = TransactionPhase.AFTER_SUCCESS) StoreGarbage.Added added) {
    if (executor != null) {
      executor.execute(this::collect);
    }
  }

  private void collect() {
    try {
      while (garbage.collect() == StoreGarbage.BATCH) {
        // One short transaction a batch.
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Erasing from a store failed; it is tried again.", e);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (sweeping != null) {
      sweeping.cancel(false);
    }
  }

  private void sweep() {
    try {
      while (erasure.destroyOverdue() == Erasure.BATCH) {
        // One short transaction a batch.
      }
      erasure.dropMasks();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Sweeping superseded versions failed; it is tried again.", e);
    }
    collect();
  }
}
