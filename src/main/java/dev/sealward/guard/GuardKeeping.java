package dev.sealward.guard;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Twice a minute: writes down what was counted, in one short transaction, tells of texts of the log
 * and of records that could not be masked, and looks whether another node changed the rules. Every
 * two seconds: learns what other nodes stored, for the log, and loads tenants that could not be
 * loaded at the start; what comes in and what is shown asks for itself.
 */
@ApplicationScoped
public class GuardKeeping {
  private static final Logger LOG = Logger.getLogger(GuardKeeping.class.getName());
  private static final long EVERY_SECONDS = 30;
  private static final long CATCH_UP_SECONDS = 2;
  private static final int SWEEP_EVERY = 120;

  private final MaskCounts counts;
  private final StoredCounts stored;
  private final Guard guard;
  private int turns;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> keeping;
  private @Nullable ScheduledFuture<?> catchingUp;

  @Inject
  GuardKeeping(MaskCounts counts, StoredCounts stored, Guard guard) {
    this.counts = counts;
    this.stored = stored;
    this.guard = guard;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected GuardKeeping() {
    this(null, null, null);
  }

  /** Before whatever may fail: the log waits for this. */
  synchronized void start(@Observes @Priority(2) KeyRingOpened opened) {
    if (keeping == null && executor != null) {
      keeping =
          executor.scheduleWithFixedDelay(
              this::keep, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
      catchingUp =
          executor.scheduleWithFixedDelay(
              this::catchUp, CATCH_UP_SECONDS, CATCH_UP_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (catchingUp != null) {
      catchingUp.cancel(false);
    }
    if (keeping != null) {
      keeping.cancel(false);
      flush();
    }
  }

  /** One turn. */
  public synchronized void keep() {
    flush();
    guard.tellOfWithheld();
    try {
      guard.lookAtRules();
      if (turns++ % SWEEP_EVERY == 0) {
        stored.sweep();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The rules of redaction were not looked at; they are again soon.", e);
    }
  }

  private void catchUp() {
    try {
      guard.catchUp();
    } catch (RuntimeException e) {
      // Whoever is about to let something through asks again, and is refused.
      LOG.log(Level.FINE, "What other nodes stored was not read.", e);
    }
  }

  private void flush() {
    Map<MaskCounts.Key, Long> taken = counts.take();
    try {
      if (!taken.isEmpty()) {
        stored.add(taken);
      }
    } catch (RuntimeException e) {
      counts.back(taken);
      LOG.log(Level.WARNING, "The counts of masks were not written down; they are again soon.", e);
    }
  }
}
