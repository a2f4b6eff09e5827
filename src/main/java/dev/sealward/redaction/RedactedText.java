package dev.sealward.redaction;

import java.util.List;

/**
 * Text that has been through the engine.
 *
 * <p>Guarantee: only the engine makes one, so a method that takes a {@code RedactedText} cannot be
 * handed raw text.
 */
public final class RedactedText {
  /** No text at all. */
  public static final RedactedText EMPTY = new RedactedText("", List.of());

  /** What stands in the place of text that could not be redacted. */
  public static final RedactedText BLOCKED =
      new RedactedText("[blocked:redaction_failed]", List.of());

  private final String text;
  private final List<Finding> findings;

  RedactedText(String text, List<Finding> findings) {
    this.text = text;
    this.findings = List.copyOf(findings);
  }

  /** What was masked, in order of place; at most {@link Redactor#MAX_FINDINGS}. */
  public List<Finding> findings() {
    return findings;
  }

  /** Whether anything was masked. */
  public boolean isMasked() {
    return !findings.isEmpty();
  }

  /** The masked text. */
  @Override
  public String toString() {
    return text;
  }
}
