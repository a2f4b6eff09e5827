package dev.sealward.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many texts could not be masked and were held back since the start. Thread-safe. */
@ApplicationScoped
public class MaskingFailures {
  private final Map<WayOut, LongAdder> failures = new EnumMap<>(WayOut.class);

  public MaskingFailures() {
    for (WayOut way : WayOut.values()) {
      failures.put(way, new LongAdder());
    }
  }

  void count(WayOut way, long texts) {
    failures.getOrDefault(way, new LongAdder()).add(texts);
  }

  public long total(WayOut way) {
    return failures.getOrDefault(way, new LongAdder()).sum();
  }
}
