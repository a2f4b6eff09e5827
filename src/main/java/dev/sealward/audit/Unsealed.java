package dev.sealward.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process knows of rows the sealer has not seen: that there are any, which it says once
 * they have committed, and which of them have an id so low that it would not look there. It saves
 * work; a row it forgets is sealed later, when verification comes past it.
 */
@ApplicationScoped
class Unsealed {
  private static final int MAX_LATE = 1_000;

  private final Map<String, Long> floors = new ConcurrentHashMap<>();
  private final Map<Long, String> late = new ConcurrentHashMap<>();
  private final Event<RowWritten> rows;

  @Inject
  Unsealed(Event<RowWritten> rows) {
    this.rows = rows;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Unsealed() {
    this(null);
  }

  /** A row was written in the acting transaction. */
  void written(String tenant, long id) {
    rows.fire(new RowWritten(tenant));
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
