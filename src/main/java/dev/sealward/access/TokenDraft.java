package dev.sealward.access;

import org.jspecify.annotations.Nullable;

/**
 * A machine token to be issued, as it was typed.
 *
 * @param validDays how long it works, 1 to 3650; null for no end
 * @param sources the addresses and CIDR blocks it may come from, up to 16, between commas or
 *     blanks; empty for any
 */
public record TokenDraft(
    @Nullable String label, @Nullable Integer validDays, @Nullable String sources) {

  /** A token that may come from anywhere. */
  public static TokenDraft of(@Nullable String label, @Nullable Integer validDays) {
    return new TokenDraft(label, validDays, null);
  }
}
