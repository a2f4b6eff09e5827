package dev.sealward.guard;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/** Logs and counts the answers that were ended because nobody took them. Thread-safe. */
@ApplicationScoped
class SlowReaders {
  private static final System.Logger LOG = System.getLogger(SlowReaders.class.getName());

  private static final Metadata ENDED =
      Metadata.builder()
          .withName("sealward_answers_too_slow")
          .withDescription("Answers that were ended because they were taken too slowly")
          .build();

  private final @Nullable MetricRegistry registry;
  private final LongAdder ended = new LongAdder();
  private volatile LongSupplier nanos = System::nanoTime;

  @Inject
  SlowReaders(@Nullable MetricRegistry registry) {
    this.registry = registry;
  }

  SlowReaders() {
    this(null);
  }

  void register(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    if (registry != null) {
      registry.gauge(ENDED, this::ended);
    }
  }

  /** The time, from anywhere on. */
  long now() {
    return nanos.getAsLong();
  }

  /** Goes by another time from here on. */
  void time(LongSupplier other) {
    nanos = other;
  }

  /**
   * An answer was ended.
   *
   * @param pattern of the path that was asked for
   */
  void ended(String pattern) {
    ended.increment();
    LOG.log(
        System.Logger.Level.WARNING,
        "An answer to {0} was ended before it was whole: it was taken too slowly.",
        pattern);
  }

  /** Since the start. */
  long ended() {
    return ended.sum();
  }
}
