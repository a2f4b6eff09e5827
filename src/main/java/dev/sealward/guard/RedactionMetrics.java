package dev.sealward.guard;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.annotation.Gauge;

/**
 * What {@code /metrics} says of redaction (FOUND-03): how many texts could not be masked and were
 * held back since the start, by the way out they were on. The label's values are those of {@link
 * WayOut}; nothing that comes from outside becomes one. Thread-safe.
 */
@ApplicationScoped
public class RedactionMetrics {
  private static final String NAME = "sealward_redaction_failures";
  private static final String WHAT = "Texts that could not be masked and were held back";

  private final Map<WayOut, LongAdder> failures = new EnumMap<>(WayOut.class);

  public RedactionMetrics() {
    for (WayOut way : WayOut.values()) {
      failures.put(way, new LongAdder());
    }
  }

  // A gauge counts from the moment its bean is made.
  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    runEvents();
  }

  void count(WayOut way, long texts) {
    failures.getOrDefault(way, new LongAdder()).add(texts);
  }

  private long failed(WayOut way) {
    return failures.getOrDefault(way, new LongAdder()).sum();
  }

  @Gauge(
      name = NAME,
      absolute = true,
      tags = "way=run_event",
      unit = MetricUnits.NONE,
      description = WHAT)
  public long runEvents() {
    return failed(WayOut.RUN_EVENT);
  }

  @Gauge(
      name = NAME,
      absolute = true,
      tags = "way=view",
      unit = MetricUnits.NONE,
      description = WHAT)
  public long views() {
    return failed(WayOut.PAGE);
  }

  @Gauge(
      name = NAME,
      absolute = true,
      tags = "way=page",
      unit = MetricUnits.NONE,
      description = WHAT)
  public long pages() {
    return failed(WayOut.PAGE_HELD);
  }

  @Gauge(
      name = NAME,
      absolute = true,
      tags = "way=field",
      unit = MetricUnits.NONE,
      description = WHAT)
  public long fields() {
    return failed(WayOut.FIELD);
  }

  @Gauge(
      name = NAME,
      absolute = true,
      tags = "way=log",
      unit = MetricUnits.NONE,
      description = WHAT)
  public long logs() {
    return failed(WayOut.SERVER_LOG);
  }

  @Gauge(
      name = NAME,
      absolute = true,
      tags = "way=record",
      unit = MetricUnits.NONE,
      description = WHAT)
  public long records() {
    return failed(WayOut.RECORD);
  }
}
