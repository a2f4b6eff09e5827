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

/**
 * What {@code /metrics} says of masks (FOUND-03): counts since the start, by way out. Nothing that
 * comes from outside becomes a label.
 */
@ApplicationScoped
class MaskMetrics {
  private static final Metadata MASKED =
      Metadata.builder()
          .withName("sealward_masked")
          .withDescription("Secrets that were masked, or stopped, on their way out")
          .build();

  private static final Metadata FAILED =
      Metadata.builder()
          .withName("sealward_redaction_failures")
          .withDescription("Texts that could not be masked and were held back")
          .build();

  private final MetricRegistry registry;
  private final MaskCounts counts;
  private final MaskingFailures failures;

  @Inject
  MaskMetrics(MetricRegistry registry, MaskCounts counts, MaskingFailures failures) {
    this.registry = registry;
    this.counts = counts;
    this.failures = failures;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  MaskMetrics() {
    this(null, null, null);
  }

  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    for (WayOut way : WayOut.values()) {
      Tag label = new Tag("way_out", way.name().toLowerCase(Locale.ROOT));
      registry.gauge(MASKED, () -> counts.total(way), label);
      registry.gauge(FAILED, () -> failures.total(way), label);
    }
  }
}
