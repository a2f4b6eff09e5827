package dev.sealward.web;

import dev.sealward.redaction.RedactedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Masked text taken apart into plain stretches and masks, so that pages can show masks as chips.
 */
public final class MaskedText {
  private static final Pattern MASK =
      Pattern.compile("\\[masked:([a-z0-9_]{1,40}):([0-9a-f]{4})\\]");

  private MaskedText() {}

  /** A mask: what kind of secret stood there, and its fingerprint. */
  public record Chip(String kind, String fingerprint) {}

  /** A stretch of text, or a mask; the other is null. */
  public record Part(@Nullable String text, @Nullable Chip chip) {}

  static List<Part> parts(RedactedText masked) {
    return parts(masked.toString());
  }

  /** The parts in their order; what only looks like a mask stays text. */
  static List<Part> parts(String masked) {
    List<Part> parts = new ArrayList<>();
    Matcher found = MASK.matcher(masked);
    int at = 0;
    while (found.find()) {
      if (found.start() > at) {
        parts.add(new Part(masked.substring(at, found.start()), null));
      }
      parts.add(new Part(null, new Chip(found.group(1), found.group(2))));
      at = found.end();
    }
    if (at < masked.length()) {
      parts.add(new Part(masked.substring(at), null));
    }
    return parts;
  }
}
