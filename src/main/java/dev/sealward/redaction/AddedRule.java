package dev.sealward.redaction;

/**
 * A format an operator adds: what matches {@code pattern} is masked as {@code kind}.
 *
 * <p>The pattern is looked for only around {@code anchor}, without the case of ASCII letters, at
 * most {@link AddedMatcher#BEFORE} bytes before and {@link AddedMatcher#AFTER} bytes behind its
 * first byte and on one line; a match that reaches the end of this sight takes the rest of the
 * line. With a group named {@code secret} only that group is masked.
 *
 * @param id how the operator calls it: {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param kind what its mask says: {@code [a-z0-9_]{1,40}}
 * @param pattern RE2 syntax, at most {@link RuleSet#MAX_PATTERN} characters
 * @param anchor three bytes or more that every match holds, as they are; empty: derived
 */
public record AddedRule(String id, String kind, String pattern, String anchor) {
  /** A rule whose anchor is derived from its pattern. */
  public static AddedRule of(String id, String kind, String pattern) {
    return new AddedRule(id, kind, pattern, "");
  }
}
