package dev.sealward.keys;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.annotation.Gauge;

/** What {@code /metrics} says of the ring (FOUND-03): counts since the start, nothing else. */
@ApplicationScoped
public class KeyMetrics {
  private final KeyRing keyRing;

  @Inject
  KeyMetrics(KeyRing keyRing) {
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected KeyMetrics() {
    this(null);
  }

  // A gauge counts from the moment its bean is made.
  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    hits();
  }

  @Gauge(
      name = "sealward_key_cache_hits",
      absolute = true,
      unit = MetricUnits.NONE,
      description = "Scope keys that were at hand")
  public long hits() {
    return keyRing.scopeKeys().hits();
  }

  @Gauge(
      name = "sealward_key_cache_misses",
      absolute = true,
      unit = MetricUnits.NONE,
      description = "Scope keys that had to be derived")
  public long misses() {
    return keyRing.scopeKeys().misses();
  }

  @Gauge(
      name = "sealward_key_failures",
      absolute = true,
      unit = MetricUnits.NONE,
      description = "Keys asked for that are destroyed, unknown or not in the ring")
  public long failures() {
    return keyRing.scopeKeys().failures();
  }
}
