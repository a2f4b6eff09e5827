package dev.sealward.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this process knows of rows the sealer has not seen: that there are any, and which of them
 * have an id so low that it would not look there. It saves work; a row it forgets is sealed later,
 * when verification comes past it.
 */
@ApplicationScoped
class Unsealed {
  private static final int MAX_LATE = 1_000;

  private final AtomicLong written = new AtomicLong();
  private final Map<String, Long> floors = new ConcurrentHashMap<>();
  private final Map<Long, String> late = new ConcurrentHashMap<>();

  /** A row was written; whether its transaction commits is not known. */
  void written(String tenant, long id) {
    written.incrementAndGet();
    if (id <= floors.getOrDefault(tenant, Long.MIN_VALUE)) {
      found(tenant, id);
    }
  }

  /** A row below the floor is there and in no seal. */
  void found(String tenant, long id) {
    if (late.size() < MAX_LATE) {
      late.put(id, tenant);
    }
  }

  long count() {
    return written.get();
  }

  void floor(String tenant, long id) {
    floors.put(tenant, id);
  }

  List<Long> late(String tenant) {
    List<Long> ids = new ArrayList<>();
    late.forEach(
        (id, of) -> {
          if (of.equals(tenant)) {
            ids.add(id);
          }
        });
    return ids;
  }

  void sealed(Iterable<Long> ids) {
    ids.forEach(late::remove);
  }
}
