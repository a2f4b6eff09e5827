package dev.sealward.backup;

import dev.sealward.access.ForAnyone;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
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
 * Makes a backup every {@code SEALWARD_BACKUP_EVERY} (ISO-8601, unset: never), to the recovery key,
 * and keeps the newest {@code SEALWARD_BACKUP_KEEP} (default 10) of those; what people made stays
 * until they delete it. At the start it puts right what an ended process left half-written.
 */
@ApplicationScoped
public class BackupSchedule {
  private static final Logger LOG = Logger.getLogger(BackupSchedule.class.getName());
  private static final int DEFAULT_KEEP = 10;
  private static final long LOOK_SECONDS = 10;

  private final Backups backups;
  private final BackupRows rows;
  private final Clock clock;
  private final Optional<Duration> every;
  private final int keep;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> looking;
  private volatile boolean settled;
  private volatile boolean opened;

  @Inject
  BackupSchedule(Backups backups, BackupRows rows, Clock clock, Config config) {
    this.backups = backups;
    this.rows = rows;
    this.clock = clock;
    this.every =
        config == null
            ? Optional.empty()
            : config.getOptionalValue("sealward.backup.every", Duration.class);
    this.keep =
        config == null
            ? DEFAULT_KEEP
            : config
                .getOptionalValue("sealward.backup.keep", Integer.class)
                .filter(kept -> kept >= 1)
                .orElse(DEFAULT_KEEP);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected BackupSchedule() {
    this(null, null, null, null);
  }

  /** How often backups are made by themselves; empty for never. */
  @ForAnyone("A setting of the installation.")
  public Optional<Duration> every() {
    return every;
  }

  /** How many of those are kept. */
  @ForAnyone("A setting of the installation.")
  public int keep() {
    return keep;
  }

  /** After the migrations; the port is closed still, and the schedule waits for this. */
  void start(@Observes @Priority(105) @Initialized(ApplicationScoped.class) Object context) {
    try {
      backups.settle();
    } catch (IOException | RuntimeException e) {
      // What could not be tidied away keeps nobody from making the next backup.
      LOG.log(Level.WARNING, "Unfinished backup files could not be put right.", e);
    }
    settled = true;
    lookNowAndThen();
  }

  void onOpened(@Observes KeyRingOpened ring) {
    opened = true;
    lookNowAndThen();
  }

  private synchronized void lookNowAndThen() {
    if (settled && opened && looking == null && executor != null && every.isPresent()) {
      looking = executor.scheduleWithFixedDelay(this::look, 1, LOOK_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  private void look() {
    Caller system =
        Caller.system("backup-schedule", TenantId.of("default"), WorkspaceId.of("default"));
    try {
      backups.removeSurplus(system, keep);
      Instant due =
          rows.newestScheduled()
              .map(newest -> newest.createdAt().plus(every.orElseThrow()))
              .orElse(Instant.MIN);
      if (!clock.instant().isBefore(due)) {
        backups.makeScheduled(system);
      }
    } catch (Refused notNow) {
      LOG.log(Level.WARNING, "The scheduled backup was not made: {0}", notNow.remedy().sentence());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The scheduled backup was not made; it is tried again.", e);
    }
  }
}
