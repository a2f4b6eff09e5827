package dev.sealward.api;

/** What every text that somebody sends goes through as it is read. */
@FunctionalInterface
interface TextCheck {
  /** Refuses a text that must not be stored as it is. */
  void check(String field, String text);
}
