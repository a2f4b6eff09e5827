package dev.sealward.redaction;

import java.util.List;

/**
 * What a rule set would do, before it takes effect.
 *
 * @param samples the operator's samples as they would come out, known values aside
 * @param cleanLines lines of ordinary text, built in, that hold no secret
 * @param cleanMasked how many of those the added rules would mask
 * @param withoutAnchor matches in the samples that a rule never sees, its anchor not being in them
 * @param formatsAllowed kinds of secrets, known by their format, of which the allowances leave
 *     invented ones readable
 */
public record RuleTrial(
    List<RedactedText> samples,
    int cleanLines,
    int cleanMasked,
    int withoutAnchor,
    List<String> formatsAllowed) {
  public RuleTrial {
    samples = List.copyOf(samples);
    formatsAllowed = List.copyOf(formatsAllowed);
  }

  /** Whether more than one in a hundred clean lines would be masked. */
  public boolean masksTooMuch() {
    return cleanMasked * 100L > cleanLines;
  }
}
