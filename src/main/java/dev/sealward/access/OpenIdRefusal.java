package dev.sealward.access;

import dev.sealward.access.openid.OpenIdFailure;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody hears whom the sign-in at an OpenID provider did not let in: fixed words, so that
 * neither the provider nor an address somebody was sent to puts words on Sealward's page.
 */
public enum OpenIdRefusal {
  EXPIRED(
      Refused.Kind.UNAUTHENTICATED,
      "This sign-in was not begun in this browser, or too long ago.",
      "Begin again from this page."),
  REFUSED(
      Refused.Kind.UNAUTHENTICATED,
      "The provider did not sign you in.",
      "Try again; if it refuses again, ask who runs it."),
  AWAY(
      Refused.Kind.UNAVAILABLE,
      "The provider does not answer.",
      "Try again in a minute, or sign in with your password."),
  UNPROVEN(
      Refused.Kind.UNAUTHENTICATED,
      "The provider's answer does not prove who you are.",
      "Begin again; if it happens again, tell an admin."),
  NOT_LINKED(
      Refused.Kind.UNAUTHENTICATED,
      "Your account at the provider is not linked to anybody here.",
      "Ask an admin to link it, or sign in with your password and link it yourself."),
  TAKEN(
      Refused.Kind.CONFLICT,
      "This account is linked already.",
      "Whoever has the link has to take it away first."),
  STALE(
      Refused.Kind.DENIED,
      "It is too long ago that you proved who you are.",
      "Sign in again, then link the account."),
  TOO_MANY(
      Refused.Kind.TOO_MANY,
      "Too many failed attempts to sign in from here.",
      "Wait a few minutes and try again.");

  private final Refused.Kind kind;
  private final Remedy remedy;

  OpenIdRefusal(Refused.Kind kind, String problem, String step) {
    this.kind = kind;
    this.remedy = Remedy.of("OIDC_" + name(), problem, step);
  }

  static OpenIdRefusal of(OpenIdFailure.Reason reason) {
    return switch (reason) {
      case EXPIRED -> EXPIRED;
      case REFUSED -> REFUSED;
      case AWAY -> AWAY;
      case UNPROVEN -> UNPROVEN;
    };
  }

  /** The refusal of this {@link #word}; empty for any other text. */
  public static Optional<OpenIdRefusal> named(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** The refusal that was thrown, if it is one of these. */
  public static Optional<OpenIdRefusal> of(Refused refused) {
    return Arrays.stream(values())
        .filter(one -> one.remedy.code().equals(refused.remedy().code()))
        .findFirst();
  }

  /** As an address carries it: {@code not-linked}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Remedy remedy() {
    return remedy;
  }

  Refused refused() {
    return Refused.of(kind, remedy);
  }
}
