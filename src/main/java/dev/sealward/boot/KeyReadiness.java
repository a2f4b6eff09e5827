package dev.sealward.boot;

import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that secrets can be opened; what is missing is said by its code. */
@Readiness
@ApplicationScoped
public class KeyReadiness implements HealthCheck {
  private final KeyRing keyRing;

  @Inject
  KeyReadiness(KeyRing keyRing) {
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected KeyReadiness() {
    this(null);
  }

  @Override
  public HealthCheckResponse call() {
    KeyState state = keyRing.state();
    String says = "open";
    if (state instanceof KeyState.NotMade) {
      says = "set-up is not done";
    } else if (state instanceof KeyState.Locked locked) {
      says = locked.remedy().code();
    }
    return HealthCheckResponse.named("key-ring")
        .withData("state", says)
        .status(state instanceof KeyState.Open)
        .build();
  }
}
