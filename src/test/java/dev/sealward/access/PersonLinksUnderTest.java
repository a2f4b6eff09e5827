package dev.sealward.access;

import dev.sealward.access.openid.OpenIdIdentity;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Lets an in-server test enter with an identity that no provider was asked for. */
@ApplicationScoped
public class PersonLinksUnderTest {
  private static final String ADDRESS = "192.0.2.77";

  @Inject PersonLinks links;

  public Optional<Caller> enter(String issuer, String subject, Optional<String> email, boolean by) {
    return admitted(links.enter(identity(issuer, subject, email, "", false), by, ADDRESS));
  }

  public Optional<Caller> enterFrom(String address, String issuer, String subject) {
    return admitted(
        links.enter(identity(issuer, subject, Optional.empty(), "", false), false, address));
  }

  /** Where an identity leads, of which the provider says whether a second factor was shown. */
  public Optional<PasswordStep> step(String issuer, String subject, boolean secondFactor) {
    return links.enter(
        identity(issuer, subject, Optional.empty(), "", secondFactor), false, ADDRESS);
  }

  public void linkOwn(Caller caller, String issuer, String subject, String name) {
    links.linkOwn(caller, identity(issuer, subject, Optional.empty(), name, false));
  }

  private static OpenIdIdentity identity(
      String issuer, String subject, Optional<String> email, String name, boolean secondFactor) {
    return new OpenIdIdentity(issuer, subject, email, name, Optional.empty(), secondFactor);
  }

  private static Optional<Caller> admitted(Optional<PasswordStep> step) {
    return step.map(right -> ((PasswordStep.Admitted) right).admission().caller());
  }
}
