package dev.sealward.access;

import dev.sealward.kernel.EntityId;
import org.jspecify.annotations.Nullable;

/**
 * Which entities to list, by name.
 *
 * @param text part of a name, in lower case; empty for all
 * @param after the last row of the page before, or null for the first page
 * @param limit 1 to 200
 */
public record EntityFilter(String text, @Nullable EntityId after, int limit) {
  private static final int MAX_LIMIT = 200;
  private static final int MAX_TEXT_CHARS = 63;

  public EntityFilter {
    limit = Math.max(1, Math.min(limit, MAX_LIMIT));
    text = text.length() > MAX_TEXT_CHARS ? text.substring(0, MAX_TEXT_CHARS) : text;
  }

  /** The first page of everything. */
  public static EntityFilter first(int limit) {
    return new EntityFilter("", null, limit);
  }
}
