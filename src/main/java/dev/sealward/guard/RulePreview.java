package dev.sealward.guard;

import dev.sealward.redaction.RedactedText;
import java.util.List;

/**
 * What a rule would do, before it takes effect.
 *
 * @param shown the samples, masked as they would be with the rule; for an allowance as they are now
 * @param masked how many stretches would be masked
 * @param more how many of those are not masked now
 * @param readable what is masked now and would stay readable
 * @param cleanLines lines of ordinary text that are built in
 * @param cleanMasked how many of them would be masked
 * @param withoutAnchor samples that match and that the rule never sees, its anchor not being in
 *     them
 * @param formatsAllowed kinds of secrets of which whole formats would stay readable
 * @param broad whether it has to be accepted as it is before it is added
 */
public record RulePreview(
    RedactedText shown,
    int masked,
    int more,
    List<Place> readable,
    int cleanLines,
    int cleanMasked,
    int withoutAnchor,
    List<String> formatsAllowed,
    boolean broad) {
  /** Where a secret of a kind stands. */
  public record Place(String kind, int line) {}

  public RulePreview {
    readable = List.copyOf(readable);
    formatsAllowed = List.copyOf(formatsAllowed);
  }
}
