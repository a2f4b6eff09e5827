package dev.sealward.keys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what the newest work of a kind could not do, in a fixed order. The first thousand are
 * kept.
 *
 * @param next the last item of this page, after which the next one begins; null on the last page
 */
public record WorkFailures(List<BatchWork.Failure> page, @Nullable String next) {
  /** More than these are not given at once. */
  public static final int MAX_PAGE = 200;

  public WorkFailures {
    page = List.copyOf(page);
  }

  /**
   * @param found what follows, and one more than the page holds if there are more
   */
  static WorkFailures of(List<BatchWork.Failure> found, int limit) {
    return found.size() <= limit
        ? new WorkFailures(found, null)
        : new WorkFailures(found.subList(0, limit), found.get(limit - 1).item());
  }
}
