package dev.sealward.boot;

import dev.sealward.guard.Guard;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means that the stored values of all tenants are known, so that text and pages can be let
 * through; what keeps them from being so is said by its code.
 */
@Readiness
@ApplicationScoped
public class MaskReadiness implements HealthCheck {
  private final Guard guard;
  private final KeyRing keyRing;

  @Inject
  MaskReadiness(Guard guard, KeyRing keyRing) {
    this.guard = guard;
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected MaskReadiness() {
    this(null, null);
  }

  @Override
  public HealthCheckResponse call() {
    boolean loaded = guard.isAllLoaded();
    boolean open = keyRing.state() instanceof KeyState.Open;
    HealthCheckResponseBuilder masks =
        HealthCheckResponse.named("masks")
            .withData("state", loaded ? "loaded" : open ? "loading" : "waiting for the key ring")
            .status(loaded);
    String obstacle = guard.obstacle();
    if (!loaded && obstacle != null) {
      masks.withData("obstacle", obstacle);
    }
    return masks.build();
  }
}
