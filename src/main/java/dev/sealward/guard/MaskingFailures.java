package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many texts could not be masked and were held back since the start, and of which of them
 * nobody was told yet.
 *
 * <p>Guarantee: what {@link #tell} hands on and cannot be told is handed on again by the next call.
 * Thread-safe.
 */
@ApplicationScoped
public class MaskingFailures {
  private static final System.Logger LOG = System.getLogger(MaskingFailures.class.getName());

  /** Whose texts failed, and where. */
  private record Place(TenantId tenant, WayOut way) {}

  /** Tells people of texts that were held back. */
  interface Teller {
    void tell(TenantId tenant, WayOut way, long texts);
  }

  private final Map<WayOut, LongAdder> failures = new EnumMap<>(WayOut.class);
  private final ConcurrentMap<Place, Long> untold = new ConcurrentHashMap<>();
  private final Set<Thread> telling = ConcurrentHashMap.newKeySet();

  public MaskingFailures() {
    for (WayOut way : WayOut.values()) {
      failures.put(way, new LongAdder());
    }
  }

  void count(WayOut way, long texts) {
    failures.getOrDefault(way, new LongAdder()).add(texts);
  }

  /**
   * Counts texts of the log or of a record, to be told of later: to tell of them writes a record
   * and a line of the log, and the engine may fail on those as well. What fails in a record while
   * others are told of is only counted.
   */
  void countToTell(TenantId tenant, WayOut way, long texts) {
    count(way, texts);
    if (!telling.contains(Thread.currentThread())) {
      untold.merge(new Place(tenant, way), texts, Long::sum);
    }
  }

  /** Hands on what nobody was told of yet, once for each tenant and way out. */
  void tell(Teller teller) {
    Thread here = Thread.currentThread();
    if (untold.isEmpty() || !telling.add(here)) {
      return;
    }
    try {
      for (Place place : Set.copyOf(untold.keySet())) {
        Long texts = untold.remove(place);
        if (texts != null) {
          tell(teller, place, texts);
        }
      }
    } finally {
      telling.remove(here);
    }
  }

  private void tell(Teller teller, Place place, long texts) {
    try {
      teller.tell(place.tenant, place.way, texts);
    } catch (RuntimeException e) {
      untold.merge(place, texts, Long::sum);
      LOG.log(
          System.Logger.Level.WARNING,
          "That texts were held back could not be told; it is tried again soon.",
          e);
    }
  }

  public long total(WayOut way) {
    return failures.getOrDefault(way, new LongAdder()).sum();
  }
}
