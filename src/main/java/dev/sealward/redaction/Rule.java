package dev.sealward.redaction;

/** A small deterministic matcher that is asked only where its anchor stands. */
@FunctionalInterface
interface Rule {
  /** Marks what it recognises around {@code at}, where the first byte of its anchor is. */
  void look(Line line, int at);
}
