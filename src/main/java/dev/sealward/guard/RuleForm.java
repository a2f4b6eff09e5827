package dev.sealward.guard;

/** What an operator's rule does. */
public enum RuleForm {
  /** Masks what a pattern matches. */
  MASK,
  /** Leaves one text readable. */
  ALLOW_TEXT,
  /** Leaves readable what a pattern matches from its first to its last character. */
  ALLOW_PATTERN
}
