package dev.sealward.web;

import dev.sealward.access.HalfSignIn;
import dev.sealward.access.SecondSteps;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.Optional;

/**
 * The second step of signing in: {@code /sign-in/code}, or {@code /sign-in/enrol} for who has to
 * set up a second factor first. Both are for somebody who gave the password a moment ago.
 */
@Named
@RequestScoped
public class CodePage {
  static final String CODE = "/sign-in/code";
  static final String ENROL = "/sign-in/enrol";

  private final Visit visit;
  private final SecondSteps steps;
  private final SeedPicture seed;
  private final SecretField code = new SecretField();

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected CodePage() {
    this(null, null, null);
  }

  @Inject
  CodePage(Visit visit, SecondSteps steps, SeedPicture seed) {
    this.visit = visit;
    this.steps = steps;
    this.seed = seed;
  }

  public SecretField getCode() {
    return code;
  }

  /** Sends those back to the first step who did not take it, and on who need no second. */
  public void arrive() {
    if (visit.person().isPresent()) {
      visit.goTo(visit.next());
    } else if (half().isEmpty()) {
      visit.goTo("/sign-in");
    }
  }

  public void arriveToEnrol() {
    arrive();
    if (half().isPresent()) {
      seed.take();
    }
  }

  private Optional<HalfSignIn> half() {
    return visit.half();
  }

  private HalfSignIn requireHalf() {
    return half().orElseThrow(SecondSteps::expired);
  }

  public void complete() {
    char[] typed = code.take();
    try {
      visit.attempt(
          () -> {
            visit.signIn(
                steps.complete(requireHalf(), typed, visit.address(), visit.correlationId()));
            visit.goTo(visit.next());
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  /** Makes the seed anew, for who did not get it into their app. */
  public void begin() {
    visit.attempt(
        () -> {
          Handover.keep(Visit.currentRequest(), steps.beginEnrolment(requireHalf()));
          visit.goTo(visit.withNext(ENROL));
        });
  }

  public void enrol() {
    char[] typed = code.take();
    try {
      visit.attempt(
          () -> {
            SecondSteps.Enrolled enrolled =
                steps.enrol(requireHalf(), typed, visit.address(), visit.correlationId());
            visit.signIn(enrolled.admission());
            Handover.keep(Visit.currentRequest(), enrolled.codes());
            visit.goTo(visit.withNext(FactorPage.ADDRESS));
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }
}
