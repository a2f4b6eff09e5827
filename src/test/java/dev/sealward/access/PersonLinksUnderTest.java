package dev.sealward.access;

import dev.sealward.access.openid.OpenIdIdentity;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Lets an in-server test enter with an identity that no provider was asked for. */
@ApplicationScoped
public class PersonLinksUnderTest {
  @Inject PersonLinks links;

  public Optional<Caller> enter(String issuer, String subject, Optional<String> email, boolean by) {
    OpenIdIdentity identity = new OpenIdIdentity(issuer, subject, email, "", Optional.empty());
    return links.enter(identity, by, "192.0.2.77").map(Admission::caller);
  }

  public Optional<Caller> enterFrom(String address, String issuer, String subject) {
    OpenIdIdentity identity =
        new OpenIdIdentity(issuer, subject, Optional.empty(), "", Optional.empty());
    return links.enter(identity, false, address).map(Admission::caller);
  }

  public void linkOwn(Caller caller, String issuer, String subject, String name) {
    links.linkOwn(
        caller, new OpenIdIdentity(issuer, subject, Optional.empty(), name, Optional.empty()));
  }
}
