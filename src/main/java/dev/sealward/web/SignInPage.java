package dev.sealward.web;

import dev.sealward.access.Admission;
import dev.sealward.access.SignIns;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.Optional;

/** {@code /sign-in}. */
@Named
@RequestScoped
public class SignInPage {
  private final Visit visit;
  private final SignIns signIns;
  private final SecretField password = new SecretField();
  private String name = "";

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SignInPage() {
    this(null, null);
  }

  @Inject
  SignInPage(Visit visit, SignIns signIns) {
    this.visit = visit;
    this.signIns = signIns;
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

  /** Whether somebody was working here when their session ended. */
  public boolean isExpired() {
    return visit.query("expired").isPresent() || visit.query("next").isPresent();
  }

  /** Sends somebody who is signed in already on their way. */
  public void arrive() {
    if (visit.person().isPresent()) {
      visit.goTo(next());
    }
  }

  public void signIn() {
    char[] typed = password.take();
    try {
      visit.attempt(
          () -> {
            Optional<Admission> person = signIns.signIn(name, typed, visit.address());
            visit.signIn(person.orElseThrow(SignInPage::wrong));
            visit.goTo(next());
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  private String next() {
    return Routes.localOrHome(visit.query("next").orElse("/"));
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
