package dev.sealward.outbound;

/**
 * A request that got no answer.
 *
 * <p>Guarantee: names the host and the reason; never a path, a header, a body, nor what the other
 * side sent. No cause.
 */
public final class OutboundFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** The address rules forbid it: its scheme, or where its host leads. Nothing was sent. */
    FORBIDDEN("is not an address Sealward may call"),
    /** The host's name leads nowhere. */
    UNKNOWN_HOST("is not known by that name"),
    /** No connection, or one that broke. */
    UNREACHABLE("did not answer"),
    /** The other side could not show who it is. */
    UNTRUSTED("did not show a certificate that is trusted for it"),
    /** The request's time was over. */
    TIMED_OUT("took too long"),
    /** More than the limit came back. */
    ANSWER_TOO_LARGE("answered with more than is read");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Reason reason;

  OutboundFailure(Reason reason, String host) {
    super(host + " " + reason.sentence, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
