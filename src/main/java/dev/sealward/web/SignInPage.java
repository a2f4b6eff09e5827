package dev.sealward.web;

import dev.sealward.access.OpenIdRefusal;
import dev.sealward.access.OpenIdSignIn;
import dev.sealward.access.PasswordStep;
import dev.sealward.access.SignIns;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /sign-in}. */
@Named
@RequestScoped
public class SignInPage {
  private final Visit visit;
  private final SignIns signIns;
  private final SecondStepDoor door;
  private final OpenIdSignIn openId;
  private final SecretField password = new SecretField();
  private String name = "";

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SignInPage() {
    this(null, null, null, null);
  }

  @Inject
  SignInPage(Visit visit, SignIns signIns, SecondStepDoor door, OpenIdSignIn openId) {
    this.visit = visit;
    this.signIns = signIns;
    this.door = door;
    this.openId = openId;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public SecretField getPassword() {
    return password;
  }

  /** The words on the button that leads to the OpenID provider; null when there is none. */
  public @Nullable String getOpenIdButton() {
    return openId.button().orElse(null);
  }

  /** Where that button leads. */
  public String getOpenIdAddress() {
    return visit.withNext("/sign-in/oidc");
  }

  /** Why the provider's answer let nobody in; null when none was given. */
  public @Nullable Remedy getOpenIdRefusal() {
    return visit.query("sso").flatMap(OpenIdRefusal::named).map(OpenIdRefusal::remedy).orElse(null);
  }

  /** Whether somebody was working here when their session ended. */
  public boolean isExpired() {
    return visit.query("expired").isPresent() || visit.query("next").isPresent();
  }

  /** Whether it ended under a form they sent, which was not taken. */
  public boolean isFormLost() {
    return visit.query("expired").isPresent();
  }

  /** Sends somebody who is signed in already on their way. */
  public void arrive() {
    if (visit.person().isPresent()) {
      visit.goTo(visit.next());
    }
  }

  public void signIn() {
    char[] typed = password.take();
    try {
      visit.attempt(
          () -> {
            Optional<PasswordStep> step =
                signIns.signIn(name, typed, visit.address(), visit.deviceCookie());
            PasswordStep right = step.orElseThrow(SignInPage::wrong);
            visit.goTo(
                door.pass(Visit.currentRequest(), Visit.currentResponse(), right, visit.next()));
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  private static Refused wrong() {
    return Refused.of(
        Refused.Kind.UNAUTHENTICATED,
        Remedy.of(
            "SIGN_IN_WRONG",
            "This name and password do not belong together.",
            "Check both; names do not distinguish upper and lower case, passwords do."));
  }
}
