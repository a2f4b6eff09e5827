package dev.sealward.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What {@code /metrics} says of calls that were too many (VAULT-09): counts since the start. */
@ApplicationScoped
class CallMetrics {
  private static final Metadata REFUSED =
      Metadata.builder()
          .withName("sealward_rate_limited")
          .withDescription("Calls refused since there were too many, by limit")
          .build();

  private final MetricRegistry registry;
  private final CallLimits limits;

  @Inject
  CallMetrics(MetricRegistry registry, CallLimits limits) {
    this.registry = registry;
    this.limits = limits;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  CallMetrics() {
    this(null, null);
  }

  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    for (CallLimits.Limit limit : CallLimits.Limit.values()) {
      Tag label = new Tag("limit", limit.name().toLowerCase(Locale.ROOT));
      registry.gauge(REFUSED, () -> limits.refused(limit), label);
    }
  }
}
