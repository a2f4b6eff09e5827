package dev.sealward.keys;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.WorkRows.Taken;
import dev.sealward.keys.WorkRows.Turn;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Drives long work a batch at a time, beside what the server serves: started, paused, resumed, and
 * taken up again where it was after a start, however the process ended.
 *
 * <p>Throttled: between batches it rests so long that it works {@code SEALWARD_BACKGROUND_LOAD}
 * percent of the time (default 8; 100 does not rest). One thread a kind; on several nodes the work
 * row's lock lets one of them do a batch at a time.
 */
@ApplicationScoped
public class BatchWorker {
  private static final Logger LOG = Logger.getLogger(BatchWorker.class.getName());
  private static final int DEFAULT_LOAD = 8;
  // H2 lost part of transactions of some ten thousand rows when it was killed while it committed
  // them, and none of this size.
  private static final int BATCH = 250;
  private static final int MAX_ITEM_CHARS = 160;
  private static final long LATER_MILLIS = 500;
  private static final long RETRY_MILLIS = 10_000;

  private final WorkRows rows;
  private final Instance<BatchWork> works;
  private final int load;
  private final Map<String, Driven> driven = new ConcurrentHashMap<>();

  // The container injects resources into fields only.
  @Resource @Nullable ManagedScheduledExecutorService executor;
  @Resource private @Nullable TransactionSynchronizationRegistry transactions;
  private volatile boolean stopped;

  /** What memory knows of work that runs here. */
  private static final class Driven {
    private boolean scheduled;
    private boolean askedAgain;
    private volatile long perSecond;
  }

  @Inject
  BatchWorker(WorkRows rows, @Any Instance<BatchWork> works, Config config) {
    this.rows = rows;
    this.works = works;
    this.load =
        config == null
            ? DEFAULT_LOAD
            : config
                .getOptionalValue("sealward.background.load", Integer.class)
                .orElse(DEFAULT_LOAD);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected BatchWorker() {
    this(null, null, null);
  }

  /** Keeps work of a kind from going on until the acting transaction ends. */
  void hold(String kind) {
    rows.hold(kind);
  }

  /**
   * Begins work in the acting transaction; it runs once that has committed. Open work of its kind
   * is superseded.
   *
   * @param subject what it is about, such as the key version re-wrapped to
   */
  public void begin(Caller caller, String kind, String subject) {
    rows.begin(caller, work(kind), subject);
    afterCommit(kind);
  }

  /** How far the newest work of a kind is; empty when there never was any. */
  public Optional<WorkProgress> progress(String kind) {
    Driven here = driven.get(kind);
    return rows.progress(work(kind), here == null ? 0 : here.perSecond);
  }

  /**
   * A page of what the newest work of a kind could not do.
   *
   * @param after the item to go on after, as a page gave it; null for the first page
   */
  public WorkFailures failures(String kind, @Nullable String after, int limit) {
    String from = after == null ? null : Input.line("after", after, MAX_ITEM_CHARS);
    return rows.failures(kind, from, Math.max(1, Math.min(limit, WorkFailures.MAX_PAGE)));
  }

  /** Stops work after the batch it is at. */
  public void pause(String kind) {
    if (!rows.change(kind, WorkState.RUNNING, WorkState.PAUSED)) {
      throw Refused.conflict("WORK_NOT_RUNNING", "There is nothing to pause.", "Look again.");
    }
  }

  /** Goes on with what was paused, or tries again what could not be done. */
  public void resume(String kind) {
    if (!rows.change(kind, WorkState.PAUSED, WorkState.RUNNING)
        && !rows.change(kind, WorkState.DONE, WorkState.RUNNING)) {
      throw Refused.conflict("WORK_NOT_PAUSED", "There is nothing to resume.", "Look again.");
    }
    afterCommit(kind);
  }

  /** After a start: whatever was running goes on. */
  void onOpened(@Observes KeyRingOpened opened) {
    for (BatchWork work : works) {
      schedule(work.kind(), LATER_MILLIS);
    }
  }

  @PreDestroy
  void stop() {
    stopped = true;
  }

  private BatchWork work(String kind) {
    return works.stream().filter(work -> work.kind().equals(kind)).findFirst().orElseThrow();
  }

  private void afterCommit(String kind) {
    TransactionSynchronizationRegistry registry = transactions;
    if (registry == null || registry.getTransactionStatus() != Status.STATUS_ACTIVE) {
      schedule(kind, 0);
      return;
    }
    registry.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // Nothing to do before.
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              schedule(kind, 0);
            }
          }
        });
  }

  private void schedule(String kind, long delayMillis) {
    Driven here = driven.computeIfAbsent(kind, unused -> new Driven());
    synchronized (here) {
      if (here.scheduled || stopped || executor == null) {
        here.askedAgain = true;
        return;
      }
      // What it runs waits for this lock before it says that it is through.
      executor.schedule(() -> turn(kind, here), delayMillis, TimeUnit.MILLISECONDS);
      here.scheduled = true;
      here.askedAgain = false;
    }
  }

  private void turn(String kind, Driven here) {
    long delay = RETRY_MILLIS;
    Turn turn = Turn.LATER;
    try {
      long began = System.nanoTime();
      Taken taken = rows.turn(system(kind), work(kind), BATCH);
      long millis = Math.max(1, (System.nanoTime() - began) / 1_000_000);
      long rest = load >= 100 ? 0 : millis * (100 - load) / Math.max(1, load);
      turn = taken.turn();
      here.perSecond = turn == Turn.MORE ? taken.done() * 1_000L / (millis + rest) : 0;
      delay = turn == Turn.LATER ? LATER_MILLIS : rest;
    } catch (RuntimeException | Error e) {
      here.perSecond = 0;
      LOG.log(Level.WARNING, "A batch of " + kind + " failed; it is tried again.", e);
      startOver(kind);
    } finally {
      // Whatever happened, want of memory included: nobody else takes the work up again.
      goOn(kind, here, turn, delay);
    }
  }

  private void goOn(String kind, Driven here, Turn turn, long delay) {
    boolean again;
    synchronized (here) {
      here.scheduled = false;
      again = turn != Turn.REST || here.askedAgain;
    }
    if (again) {
      schedule(kind, delay);
    }
  }

  private void startOver(String kind) {
    try {
      rows.startOver(kind);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "The pass of " + kind + " goes on where it failed.", e);
    }
  }

  private static Caller system(String kind) {
    return Caller.system(kind, TenantId.of("default"), WorkspaceId.of("default"));
  }
}
