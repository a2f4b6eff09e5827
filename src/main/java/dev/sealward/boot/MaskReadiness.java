package dev.sealward.boot;

import dev.sealward.guard.Guard;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means that the stored values of all tenants are known, so that text and pages can be let
 * through. While those of one cannot be read, the state is the code of what is wrong.
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
    return HealthCheckResponse.named("masks")
        .withData("state", state(loaded, open, guard.trouble()))
        .status(loaded)
        .build();
  }

  static String state(boolean loaded, boolean open, Optional<Remedy> trouble) {
    if (loaded) {
      return "loaded";
    }
    return open ? trouble.map(Remedy::code).orElse("loading") : "waiting for the key ring";
  }
}
