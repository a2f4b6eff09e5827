package dev.sealward.guard;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What {@code /metrics} says of masks (FOUND-10): counts since the start, by way out. */
@ApplicationScoped
class MaskMetrics {
  private static final Metadata MASKED =
      Metadata.builder()
          .withName("sealward_masked")
          .withDescription("Secrets that were masked, or stopped, on their way out")
          .build();

  private final MetricRegistry registry;
  private final MaskCounts counts;

  @Inject
  MaskMetrics(MetricRegistry registry, MaskCounts counts) {
    this.registry = registry;
    this.counts = counts;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  MaskMetrics() {
    this(null, null);
  }

  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    for (WayOut way : WayOut.values()) {
      Tag label = new Tag("way_out", way.name().toLowerCase(Locale.ROOT));
      registry.gauge(MASKED, () -> counts.total(way), label);
    }
  }
}
