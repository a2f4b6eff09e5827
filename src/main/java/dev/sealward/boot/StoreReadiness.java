package dev.sealward.boot;

import dev.sealward.kernel.Remedy;
import dev.sealward.secret.Stores;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the store answers; what is wrong is said by its code. */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
  private final Stores stores;

  @Inject
  StoreReadiness(Stores stores) {
    this.stores = stores;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected StoreReadiness() {
    this(null);
  }

  @Override
  public HealthCheckResponse call() {
    Optional<Remedy> trouble = stores.trouble();
    return HealthCheckResponse.named("store")
        .withData("state", trouble.map(Remedy::code).orElse("usable"))
        .status(trouble.isEmpty())
        .build();
  }
}
