package dev.sealward.keys;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.TenantId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Reminds of a master-key version that has grown old: one alert a version, once it is older than
 * {@code SEALWARD_KEY_MAX_AGE} (default P90D).
 */
@ApplicationScoped
class KeyAge {
  private static final Logger LOG = Logger.getLogger(KeyAge.class.getName());
  private static final Duration DEFAULT_MAX_AGE = Duration.ofDays(90);
  private static final long EVERY_HOURS = 6;

  private final KeyVersions versions;
  private final Alerts alerts;
  private final Clock clock;
  private final Duration maxAge;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> looking;

  @Inject
  KeyAge(KeyVersions versions, Alerts alerts, Clock clock, Config config) {
    this.versions = versions;
    this.alerts = alerts;
    this.clock = clock;
    this.maxAge =
        config == null
            ? DEFAULT_MAX_AGE
            : config
                .getOptionalValue("sealward.key.max.age", Duration.class)
                .orElse(DEFAULT_MAX_AGE);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  KeyAge() {
    this(null, null, null, null);
  }

  Instant dueAt(KeyVersionRow version) {
    return version.createdAt().plus(maxAge);
  }

  boolean isDue(KeyVersionRow version) {
    return !clock.instant().isBefore(dueAt(version));
  }

  synchronized void start(@Observes KeyRingOpened opened) {
    if (looking == null && executor != null) {
      looking = executor.scheduleWithFixedDelay(this::look, 0, EVERY_HOURS, TimeUnit.HOURS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  /** Raises the alert if it is time and nobody was told. */
  void look() {
    try {
      Instant now = clock.instant();
      if (versions.remindOf(now.minus(maxAge), now)) {
        alerts.raise(
            TenantId.of("default"),
            AlertKind.KEY_OLD,
            "/settings/security/keys",
            "key version " + versions.activeNumber());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The key's age was not looked at; it is tried again.", e);
    }
  }
}
