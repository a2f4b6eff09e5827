package dev.sealward.redaction;

/**
 * The engine could not redact; nothing of the input it was working on has left.
 *
 * <p>Guarantee: message, cause and suppressed exceptions carry nothing of the input. What reached
 * the sink before is masked; in the place of the rest stands {@link RedactedText#BLOCKED}.
 */
public final class RedactionFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The input is over the engine's size limit. */
    TOO_LARGE,
    /** A defect in the engine. */
    INTERNAL,
    /** The stream failed or was finished before. */
    CLOSED
  }

  private final Reason reason;

  private RedactionFailure(Reason reason, String message) {
    super(message, null, false, true);
    this.reason = reason;
  }

  static RedactionFailure tooLarge(int maxBytes) {
    return new RedactionFailure(
        Reason.TOO_LARGE, "redaction refused: the input is over " + maxBytes + " bytes");
  }

  static RedactionFailure closed() {
    return new RedactionFailure(
        Reason.CLOSED, "redaction refused: the stream has failed or is finished");
  }

  /** Keeps where it broke, not what the exception says: a message may quote input. */
  static RedactionFailure internal(Throwable broken) {
    RedactionFailure failure =
        new RedactionFailure(
            Reason.INTERNAL, "redaction failed: " + broken.getClass().getSimpleName());
    failure.setStackTrace(broken.getStackTrace());
    return failure;
  }

  public Reason reason() {
    return reason;
  }
}
