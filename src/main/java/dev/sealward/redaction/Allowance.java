package dev.sealward.redaction;

/**
 * What stays readable although a format says it is a secret. Known values are masked all the same.
 *
 * @param id how the operator calls it: {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param form how {@code value} is compared
 * @param value the whole found text, or a pattern in RE2 syntax that matches all of it; it is no
 *     secret and kept as it is
 */
public record Allowance(String id, Form form, String value) {
  /** How an allowance is compared with what was found. */
  public enum Form {
    /** Byte for byte. */
    TEXT,
    /** By a pattern that must match from the first to the last character. */
    PATTERN
  }
}
