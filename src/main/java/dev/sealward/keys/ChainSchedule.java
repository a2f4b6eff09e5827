package dev.sealward.keys;

import dev.sealward.audit.Chain;
import dev.sealward.audit.Checkpoints;
import dev.sealward.audit.Retention;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Has the whole trail checked on demand, and every {@code SEALWARD_AUDIT_VERIFY_EVERY} (default
 * P7D). One check runs at a time. A checkpoint of each tenant is kept a day, and what has stayed in
 * the trail long enough is archived.
 */
@ApplicationScoped
public class ChainSchedule {
  private static final Logger LOG = Logger.getLogger(ChainSchedule.class.getName());
  private static final Duration DEFAULT_EVERY = Duration.ofDays(7);
  private static final long LOOK_MINUTES = 10;
  private static final String SUBJECT = "the whole trail";

  private final BatchWorker worker;
  private final Chain chain;
  private final Checkpoints checkpoints;
  private final Retention retention;
  private final Clock clock;
  private final Duration every;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> looking;

  @Inject
  ChainSchedule(
      BatchWorker worker,
      Chain chain,
      Checkpoints checkpoints,
      Retention retention,
      Clock clock,
      Config config) {
    this.worker = worker;
    this.chain = chain;
    this.checkpoints = checkpoints;
    this.retention = retention;
    this.clock = clock;
    this.every =
        config == null
            ? DEFAULT_EVERY
            : config
                .getOptionalValue("sealward.audit.verify.every", Duration.class)
                .orElse(DEFAULT_EVERY);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ChainSchedule() {
    this(null, null, null, null, null, null);
  }

  /**
   * Begins a check, in the acting transaction.
   *
   * @throws Refused CONFLICT when one is running
   */
  @Transactional
  public void begin(Caller caller) {
    if (progress().filter(work -> work.state() == WorkState.RUNNING).isPresent()) {
      throw Refused.conflict(
          "AUDIT_CHECK_RUNNING", "The audit trail is being checked already.", "Wait for its end.");
    }
    worker.begin(caller, ChainVerification.KIND, SUBJECT);
  }

  /** How far the newest check is; empty when there never was one. */
  @Transactional
  public Optional<WorkProgress> progress() {
    return worker.progress(ChainVerification.KIND);
  }

  synchronized void onOpened(@Observes KeyRingOpened ring) {
    if (looking == null && executor != null) {
      looking =
          executor.scheduleWithFixedDelay(this::look, LOOK_MINUTES, LOOK_MINUTES, TimeUnit.MINUTES);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  /** Begins what is due. */
  void look() {
    try {
      chain.tenants().stream().map(TenantId::of).forEach(checkpoints::keepDaily);
      Instant due =
          worker
              .progress(ChainVerification.KIND)
              .map(newest -> newest.startedAt().plus(every))
              .orElse(Instant.MIN);
      if (!clock.instant().isBefore(due)) {
        worker.begin(
            Caller.system("audit-check", TenantId.of("default"), WorkspaceId.of("default")),
            ChainVerification.KIND,
            SUBJECT);
      }
      archive();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "The audit trail's check or archiving was not begun; it is tried again.",
          e);
    }
  }

  private void archive() {
    boolean running =
        worker
            .progress(ChainArchiving.KIND)
            .filter(work -> work.state() == WorkState.RUNNING)
            .isPresent();
    if (!running && !retention.due().isEmpty()) {
      worker.begin(
          Caller.system("audit-archive", TenantId.of("default"), WorkspaceId.of("default")),
          ChainArchiving.KIND,
          "what has stayed long enough");
    }
  }
}
