package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts masks by tenant, way out and kind, in memory. Never blocks, logs or throws, so that it can
 * be asked wherever text is masked. Bounded: what has more than {@value #MAX_KINDS} kinds on one
 * way out counts the rest as {@link #OTHER}. Thread-safe.
 */
@ApplicationScoped
public class MaskCounts {
  /** Stands for the kinds beyond the bound. */
  public static final String OTHER = "other";

  static final int MAX_KINDS = 100;

  /** What one number is about. */
  record Key(TenantId tenant, WayOut way, String kind) {}

  private record Road(TenantId tenant, WayOut way) {}

  private final ConcurrentMap<Key, LongAdder> counts = new ConcurrentHashMap<>();
  private final ConcurrentMap<Road, AtomicInteger> kinds = new ConcurrentHashMap<>();
  private final ConcurrentMap<WayOut, LongAdder> totals = new ConcurrentHashMap<>();

  /** Counts what was masked, or found where nothing may pass. */
  public void add(TenantId tenant, WayOut way, Collection<Finding> found) {
    found.forEach(finding -> add(tenant, way, finding.rule(), 1));
  }

  void add(TenantId tenant, WayOut way, String kind, long times) {
    totals.computeIfAbsent(way, any -> new LongAdder()).add(times);
    pending(tenant, way, kind).add(times);
  }

  private LongAdder pending(TenantId tenant, WayOut way, String kind) {
    Key key = new Key(tenant, way, kind);
    LongAdder known = counts.get(key);
    if (known != null) {
      return known;
    }
    AtomicInteger used = kinds.computeIfAbsent(new Road(tenant, way), any -> new AtomicInteger());
    boolean fits = kind.equals(OTHER) || used.incrementAndGet() <= MAX_KINDS;
    return counts.computeIfAbsent(fits ? key : new Key(tenant, way, OTHER), any -> new LongAdder());
  }

  /** Masks on a way out since the start. */
  long total(WayOut way) {
    LongAdder total = totals.get(way);
    return total == null ? 0 : total.sum();
  }

  /** What was counted since the last call; the caller keeps it, or gives it {@link #back}. */
  Map<Key, Long> take() {
    Map<Key, Long> taken = new HashMap<>();
    counts.forEach(
        (key, count) -> {
          long times = count.sumThenReset();
          if (times > 0) {
            taken.put(key, times);
          }
        });
    return taken;
  }

  /** Takes back what could not be kept. */
  void back(Map<Key, Long> taken) {
    taken.forEach((key, times) -> pending(key.tenant(), key.way(), key.kind()).add(times));
  }

  /** What of the tenant nobody has taken. */
  Map<Key, Long> pending(TenantId tenant) {
    Map<Key, Long> waiting = new HashMap<>();
    counts.forEach(
        (key, count) -> {
          if (key.tenant().equals(tenant) && count.sum() > 0) {
            waiting.put(key, count.sum());
          }
        });
    return waiting;
  }
}
