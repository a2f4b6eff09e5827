package dev.sealward.secret;

import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets to list, by name.
 *
 * @param text part of a name or provider, in any case; empty for all
 * @param after the last row of the page before, or null for the first page
 * @param limit 1 to 200
 */
public record SecretFilter(String text, @Nullable After after, int limit) {
  private static final int MAX_LIMIT = 200;
  private static final int MAX_TEXT_CHARS = 128;

  /** The place after which a page starts. */
  public record After(SecretName name, SecretId id) {}

  public SecretFilter {
    limit = Math.max(1, Math.min(limit, MAX_LIMIT));
    text = text.length() > MAX_TEXT_CHARS ? text.substring(0, MAX_TEXT_CHARS) : text;
  }

  /** The first page of everything. */
  public static SecretFilter first(int limit) {
    return new SecretFilter("", null, limit);
  }
}
