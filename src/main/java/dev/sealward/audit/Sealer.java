package dev.sealward.audit;

import dev.sealward.audit.Sealing.Step;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.TenantId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Chains committed rows: looks every second while this process writes any, and twice a minute for
 * what others wrote. Any node may seal; the head's row lets one at a time. After sealing it
 * verifies what was sealed since it last did, a bounded piece at a time.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Sealer {
  private static final Logger LOG = Logger.getLogger(Sealer.class.getName());
  private static final int MOST_STEPS = 50;
  private static final int IDLE_TICKS = 30;
  // A row may commit some time after it was counted.
  private static final int TICKS_AFTER_WRITE = 3;

  private final Sealing sealing;
  private final Checking checking;
  private final Breaks breaks;
  private final Unsealed unsealed;
  private final Map<String, Long> newest = new ConcurrentHashMap<>();

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> ticking;
  private long seen = -1;
  private int ticks;
  private int busy;
  // Where a turn that had to end goes on.
  private final ConcurrentMap<String, Long> leftOff = new ConcurrentHashMap<>();

  @Inject
  Sealer(Sealing sealing, Checking checking, Breaks breaks, Unsealed unsealed) {
    this.sealing = sealing;
    this.checking = checking;
    this.breaks = breaks;
    this.unsealed = unsealed;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Sealer() {
    this(null, null, null, null);
  }

  synchronized void onOpened(@Observes KeyRingOpened opened) {
    if (ticking == null && executor != null) {
      ticking = executor.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (ticking != null) {
      ticking.cancel(false);
    }
  }

  private void tick() {
    long written = unsealed.count();
    if (written != seen) {
      busy = TICKS_AFTER_WRITE;
    }
    seen = written;
    boolean look = busy > 0 || ++ticks >= IDLE_TICKS;
    busy = Math.max(0, busy - 1);
    if (!look) {
      return;
    }
    ticks = 0;
    guarded(() -> sealing.tenants().forEach(tenant -> guarded(() -> sealAndCheck(tenant))));
  }

  private void sealAndCheck(String tenant) {
    seal(tenant);
    checking.advance(tenant).forEach(breaks::report);
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The audit trail was not sealed; it is tried again.", e);
    }
  }

  /** Seals what has committed of a tenant's rows. */
  public void seal(TenantId tenant) {
    seal(tenant.value());
  }

  private void seal(String tenant) {
    // Rows that are never sealed must not hold up those behind them.
    Long after = leftOff.remove(tenant);
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      // Before the step: another thread may make the next seal meanwhile.
      long known = newest(tenant);
      Step step = sealing.seal(tenant, after).orElse(null);
      if (step == null) {
        return;
      }
      if (step.newest() == null && step.made() == null && steps == 0 && opened(tenant)) {
        continue;
      }
      noticeTruncation(tenant, known, step);
      step.found().forEach(breaks::report);
      after = step.last().orElse(null);
      if (after == null) {
        return;
      }
    }
    if (after != null) {
      leftOff.put(tenant, after);
    }
  }

  private boolean opened(String tenant) {
    try {
      sealing.open(tenant);
    } catch (RuntimeException openedMeanwhile) {
      LOG.log(Level.FINE, "The chain of {0} is open already.", tenant);
    }
    return true;
  }

  /** This process has seen a seal that is gone. */
  private void noticeTruncation(String tenant, long known, Step step) {
    Seal there = step.newest();
    if (known > 0 && (there == null || there.number() < known)) {
      breaks.report(new ChainBreak(tenant, ChainBreak.Kind.TRUNCATED, known, 0));
    }
    Seal now = step.made() == null ? there : step.made();
    if (now != null) {
      newest.merge(tenant, now.number(), Math::max);
    }
  }

  /** The newest seal this process has seen; 0 for none. */
  long newest(String tenant) {
    return newest.getOrDefault(tenant, 0L);
  }
}
