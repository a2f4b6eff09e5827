package dev.sealward.keys;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Refused;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets the ring look every few seconds whether another node destroyed a key version, so that its
 * key is not kept in this node's memory until somebody uses the ring.
 */
@ApplicationScoped
class DestroyedKeys {
  private static final Logger LOG = Logger.getLogger(DestroyedKeys.class.getName());
  private static final long EVERY_SECONDS = 5;

  private final KeyRing keyRing;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> looking;

  @Inject
  DestroyedKeys(KeyRing keyRing) {
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  DestroyedKeys() {
    this(null);
  }

  synchronized void start(@Observes KeyRingOpened opened) {
    if (looking == null && executor != null) {
      looking =
          executor.scheduleWithFixedDelay(
              this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  private void look() {
    try {
      keyRing.look();
    } catch (Refused locked) {
      LOG.log(Level.FINE, "The key ring is locked: {0}", locked.remedy().code());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Destroyed key versions were not looked for; it is tried again.", e);
    }
  }
}
