package dev.sealward.keys;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that hold envelopes, in the module that keeps them. The ring asks when the master key has
 * been rotated; each row is re-wrapped on its own, so that whatever was interrupted goes on later.
 */
public interface Rewrappable {
  /** What they are, in the plural, for example {@code secret values}. */
  String name();

  /** How many rows need each key version. */
  Map<Integer, Long> countByVersion();

  /**
   * Whether each row is re-wrapped in a transaction of its own. The acting one must have changed
   * nothing before: on PostgreSQL an update keeps the lock of a row that it found changed and left
   * alone, and the row's own transaction would wait for it without end.
   */
  default boolean isApart() {
    return false;
  }

  /**
   * Re-wraps a batch of the rows that need {@code version}, in the acting transaction or apart.
   *
   * @param limit about how many rows
   * @param after where the batch before ended; null for the first
   */
  Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after);

  /**
   * What came of a batch.
   *
   * @param done rows that need the active version from now on
   * @param next where the next batch starts; null when there is none
   */
  record Rewrapped(int done, List<BatchWork.Failure> failures, @Nullable String next) {}
}
