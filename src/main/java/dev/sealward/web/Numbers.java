package dev.sealward.web;

import dev.sealward.kernel.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people type them into forms, and as pages show them. */
final class Numbers {
  private Numbers() {}

  /** {@code 1,284}. */
  static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 12.3 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1_000_000) {
      return Math.max(1, bytes / 1_000) + " kB";
    }
    double mega = bytes / 1e6;
    return mega < 1_000
        ? String.format(Locale.ROOT, "%.1f MB", mega)
        : String.format(Locale.ROOT, "%.1f GB", mega / 1_000);
  }

  /** A number of days; null when the field was left empty. The faces check its range. */
  static @Nullable Integer daysOrNull(String field, @Nullable String typed) {
    String text = typed == null ? "" : typed.strip();
    if (text.isEmpty()) {
      return null;
    }
    if (text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Refused.field(
          field,
          "DAYS_INVALID",
          "This is a whole number of days.",
          "For example 90, or leave it empty for no end.");
    }
    return Integer.valueOf(text);
  }

  /** A number of times; null when the field was left empty. The faces check its range. */
  static @Nullable Integer countOrNull(String field, @Nullable String typed) {
    String text = typed == null ? "" : typed.strip();
    if (text.isEmpty()) {
      return null;
    }
    if (text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Refused.field(
          field, "NUMBER_INVALID", "This is a whole number.", "Type it in digits, for example 24.");
    }
    return Integer.valueOf(text);
  }
}
