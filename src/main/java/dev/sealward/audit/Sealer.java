package dev.sealward.audit;

import dev.sealward.audit.Sealing.Step;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.TenantId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Chains committed rows: a fifth of a second after the first that this process commits, with all
 * that committed until then, and twice a minute for what others left behind. Any node may seal; the
 * head's row lets one at a time; who writes rows waits for nobody. What fails is tried again after
 * a second, then after ever longer pauses. After sealing it verifies what was sealed since it last
 * did, a bounded piece at a time.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Sealer {
  private static final Logger LOG = Logger.getLogger(Sealer.class.getName());
  private static final int MOST_STEPS = 50;
  private static final String UNIQUE = "23505";
  private static final long AFTER_COMMIT_MILLIS = 200;
  private static final long EVERY_SECONDS = 30;

  /** How often a tenant whose seal failed is tried again before the next look. */
  private static final int PAUSES = 5;

  private final Sealing sealing;
  private final Checking checking;
  private final Breaks breaks;
  // By tenant, the newest seal this process has seen.
  private final Map<String, Seal> newest = new ConcurrentHashMap<>();
  // The tenants that have rows to seal.
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  // By tenant, how often in a row its turn failed.
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final AtomicBoolean turnIsDue = new AtomicBoolean();

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private volatile @Nullable ScheduledFuture<?> looking;
  // Where a turn that had to end goes on.
  private final ConcurrentMap<String, Long> leftOff = new ConcurrentHashMap<>();

  @Inject
  Sealer(Sealing sealing, Checking checking, Breaks breaks) {
    this.sealing = sealing;
    this.checking = checking;
    this.breaks = breaks;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Sealer() {
    this(null, null, null);
  }

  synchronized void onOpened(@Observes KeyRingOpened opened) {
    if (looking == null && executor != null) {
      looking = executor.scheduleWithFixedDelay(this::look, 1, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    ScheduledFuture<?> running = looking;
    looking = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** A row has committed: one turn for it and for all that follow until then. */
  void onCommitted(@Observes(during = TransactionPhase.AFTER_SUCCESS) RowWritten row) {
    wants(row.tenant());
  }

  private void wants(String tenant) {
    waiting.add(tenant);
    takeATurn();
  }

  private void takeATurn() {
    if (looking == null || executor == null || !turnIsDue.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.schedule(this::turn, AFTER_COMMIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ending) {
      turnIsDue.set(false);
    }
  }

  private void turn() {
    try {
      for (String tenant : waiting) {
        waiting.remove(tenant);
        if (guarded(() -> sealAndCheck(tenant))) {
          failures.remove(tenant);
        } else {
          tryAgain(tenant);
        }
      }
      waiting.addAll(leftOff.keySet());
    } finally {
      turnIsDue.set(false);
    }
    if (!waiting.isEmpty()) {
      takeATurn();
    }
  }

  /** Each pause is twice the one before; what fails beyond them waits for the next look. */
  private void tryAgain(String tenant) {
    int times = failures.merge(tenant, 1, Integer::sum);
    if (times > PAUSES || looking == null || executor == null) {
      return;
    }
    try {
      executor.schedule(() -> wants(tenant), 1L << (times - 1), TimeUnit.SECONDS);
    } catch (RejectedExecutionException ending) {
      LOG.log(Level.FINE, "What is left is sealed after the next start.");
    }
  }

  private void look() {
    guarded(() -> sealing.tenants().forEach(tenant -> guarded(() -> sealAndCheck(tenant))));
  }

  private void sealAndCheck(String tenant) {
    seal(tenant);
    checking.advance(tenant).forEach(this::report);
  }

  private static boolean guarded(Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The audit trail was not sealed; it is tried again.", e);
      return false;
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
      Seal known = newest(tenant);
      Step step = sealing.seal(tenant, after).orElse(null);
      if (step == null) {
        return;
      }
      if (step.newest() == null && step.made() == null && steps == 0 && opened(tenant)) {
        continue;
      }
      noticeTruncation(tenant, known, step);
      step.found().forEach(this::report);
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
  private void noticeTruncation(String tenant, @Nullable Seal known, Step step) {
    Seal there = step.newest();
    if (known != null && (there == null || there.number() < known.number())) {
      report(new ChainBreak(tenant, ChainBreak.Kind.TRUNCATED, known.number(), 0));
    }
    Seal now = step.made() == null ? there : step.made();
    if (now != null && now.number() > 0) {
      newest.merge(tenant, now, (seen, other) -> other.number() > seen.number() ? other : seen);
    }
  }

  /**
   * Keeps what is wrong, one at a time: who seals, checks and archives may find the same at once.
   * What another node has just kept is kept.
   */
  synchronized void report(ChainBreak found) {
    try {
      breaks.report(found);
    } catch (IllegalStateException e) {
      boolean isKept = e.getCause() instanceof SQLException sql && UNIQUE.equals(sql.getSQLState());
      if (!isKept) {
        throw e;
      }
    }
  }

  /** The newest seal this process has seen; null for none. */
  @Nullable Seal newest(String tenant) {
    return newest.get(tenant);
  }
}
