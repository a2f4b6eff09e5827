package dev.sealward.redaction;

/** Whether a value can be masked wherever it shows up, and if not, why not. */
public sealed interface MaskOutcome {
  /** The value can be masked; register the mask before the value may leave. */
  record Maskable(Mask mask) implements MaskOutcome {}

  /** Masking the value would fill pages with masks or miss it; the operator should hear so. */
  record NotMaskable(Reason reason) implements MaskOutcome {}

  /** Why a value is not maskable. */
  enum Reason {
    /** Under 8 bytes without surrounding white space. */
    TOO_SHORT,
    /** A word that ordinary text holds too, or one or two characters repeated. */
    TOO_COMMON,
    /** Over 64 KiB. */
    TOO_LONG
  }
}
