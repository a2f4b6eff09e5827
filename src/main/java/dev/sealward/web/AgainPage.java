package dev.sealward.web;

import dev.sealward.access.SecondFactors;
import dev.sealward.access.SecondSteps;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;

/** {@code /sign-in/again}: proves anew who somebody is, before something dangerous is done. */
@Named
@RequestScoped
public class AgainPage {
  static final String ADDRESS = "/sign-in/again";

  private final Visit visit;
  private final SecondSteps steps;
  private final SecondFactors factors;
  private final SecretField password = new SecretField();
  private final SecretField code = new SecretField();

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AgainPage() {
    this(null, null, null);
  }

  @Inject
  AgainPage(Visit visit, SecondSteps steps, SecondFactors factors) {
    this.visit = visit;
    this.steps = steps;
    this.factors = factors;
  }

  public SecretField getPassword() {
    return password;
  }

  public SecretField getCode() {
    return code;
  }

  public String getName() {
    return visit.caller().id();
  }

  /** Whether a code is asked for as well. */
  public boolean isCodeNeeded() {
    return factors.own(visit.caller()).isThere();
  }

  /** Where somebody goes who leaves it. */
  public String getNext() {
    return visit.next();
  }

  public void prove() {
    char[] typed = password.take();
    char[] typedCode = code.take();
    try {
      visit.attempt(
          () -> {
            steps.prove(visit.caller(), typed, typedCode);
            visit.proved();
            visit.goTo(visit.next());
          });
    } finally {
      Arrays.fill(typed, '\0');
      Arrays.fill(typedCode, '\0');
    }
  }
}
