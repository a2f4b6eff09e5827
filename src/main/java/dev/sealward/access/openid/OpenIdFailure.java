package dev.sealward.access.openid;

/**
 * A sign-in at the provider that came to nothing.
 *
 * <p>Guarantee: carries a reason of a closed set and nothing the provider or the browser sent.
 */
public final class OpenIdFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why it came to nothing. */
  public enum Reason {
    /** The answer belongs to no sign-in this session began, or to one begun too long ago. */
    EXPIRED,
    /** The provider said no; why is its own business. */
    REFUSED,
    /** The provider does not answer, or not as providers do. */
    AWAY,
    /** The answer, or the token in it, does not prove anything. */
    UNPROVEN
  }

  private final Reason reason;

  OpenIdFailure(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
