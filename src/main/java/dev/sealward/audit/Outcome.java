package dev.sealward.audit;

/** How an audited attempt ended. */
public enum Outcome {
  SUCCEEDED,
  /** Refused by a rule, or failed. */
  REFUSED
}
