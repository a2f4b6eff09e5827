package dev.sealward.audit;

import org.jspecify.annotations.Nullable;

/**
 * Where a page of the trail begins and which way it goes.
 *
 * @param from the row beside the page, which is not part of it; null for the end of the trail
 * @param older whether the page goes on with older rows
 */
public record Place(@Nullable Position from, boolean older) {
  /** The newest rows. */
  public static final Place NEWEST = new Place(null, true);

  /** The oldest rows. */
  public static final Place OLDEST = new Place(null, false);

  public static Place olderThan(Position row) {
    return new Place(row, true);
  }

  public static Place newerThan(Position row) {
    return new Place(row, false);
  }
}
