package dev.sealward.secret;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.annotation.Gauge;

/** What {@code /metrics} says of stores on other machines (FOUND-03): counts since the start. */
@ApplicationScoped
public class StoreMetrics {
  private final BlobCache cache;

  @Inject
  StoreMetrics(BlobCache cache) {
    this.cache = cache;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected StoreMetrics() {
    this(null);
  }

  // A gauge counts from the moment its bean is made.
  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    hits();
  }

  @Gauge(
      name = "sealward_store_cache_hits",
      absolute = true,
      unit = MetricUnits.NONE,
      description = "Envelopes that were held, given while their store answered")
  public long hits() {
    return cache.hits();
  }

  @Gauge(
      name = "sealward_store_cache_misses",
      absolute = true,
      unit = MetricUnits.NONE,
      description = "Envelopes that were asked from their store")
  public long misses() {
    return cache.misses();
  }

  @Gauge(
      name = "sealward_store_failures",
      absolute = true,
      unit = MetricUnits.NONE,
      description = "Calls of a store that failed")
  public long failures() {
    return cache.failures();
  }
}
