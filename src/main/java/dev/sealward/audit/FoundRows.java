package dev.sealward.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the trail.
 *
 * @param rows newest first
 * @param more whether rows follow in the direction the page was asked for
 * @param searchedTo how far a search with few matches looked before it gave this answer; searching
 *     goes on from there. Null when it looked at everything
 */
public record FoundRows(List<AuditRecord> rows, boolean more, @Nullable Position searchedTo) {
  public FoundRows {
    rows = List.copyOf(rows);
  }

  /** Where the page before this one, with newer rows, ends. */
  public @Nullable Position newest() {
    return rows.isEmpty() ? null : Position.of(rows.get(0));
  }

  /** Where the page after this one, with older rows, begins. */
  public @Nullable Position oldest() {
    return rows.isEmpty() ? null : Position.of(rows.get(rows.size() - 1));
  }

  /** Where the older rows beside this page begin, which {@code place} led to; null without any. */
  public @Nullable Position older(Place place) {
    return beside(place.older(), place, oldest());
  }

  /** Where the newer rows beside this page begin, which {@code place} led to; null without any. */
  public @Nullable Position newer(Place place) {
    return beside(!place.older(), place, newest());
  }

  private @Nullable Position beside(boolean onward, Place place, @Nullable Position edge) {
    if (onward) {
      return searchedTo != null ? searchedTo : more ? edge : null;
    }
    return place.from() == null ? null : edge;
  }
}
