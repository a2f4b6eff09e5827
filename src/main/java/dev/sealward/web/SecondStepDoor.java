package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.HalfSignIn;
import dev.sealward.access.PasswordStep;
import dev.sealward.access.SecondSteps;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Where somebody goes after the first step of signing in, whichever way they took it. */
@ApplicationScoped
public class SecondStepDoor {
  private final CurrentCaller current;
  private final SecondSteps steps;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SecondStepDoor() {
    this(null, null);
  }

  @Inject
  SecondStepDoor(CurrentCaller current, SecondSteps steps) {
    this.current = current;
    this.steps = steps;
  }

  /**
   * Begins the session of somebody who is signed in, or keeps that they are half.
   *
   * @param next where they want to go
   * @return where they go now
   */
  String pass(
      HttpServletRequest request, HttpServletResponse response, PasswordStep step, String next) {
    if (step instanceof PasswordStep.Admitted admitted) {
      current.signIn(request, response, admitted.admission());
      return next;
    }
    HalfSignIn half = ((PasswordStep.Half) step).half();
    current.keep(request, half);
    if (!half.enrolling()) {
      return Visit.withNext(CodePage.CODE, next);
    }
    Handover.keep(request, steps.beginEnrolment(half));
    return Visit.withNext(CodePage.ENROL, next);
  }
}
