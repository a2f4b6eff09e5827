package dev.sealward.guard;

/** Whether an operator's rule takes effect. */
public enum RuleState {
  ON,
  /** Somebody switched it off. */
  OFF,
  /** It was stored, and does not compile any more; Sealward switched it off. */
  BROKEN
}
