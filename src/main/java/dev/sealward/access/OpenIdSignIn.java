package dev.sealward.access;

import dev.sealward.access.openid.OpenIdFailure;
import dev.sealward.access.openid.OpenIdIdentity;
import dev.sealward.access.openid.OpenIdProvider;
import dev.sealward.access.openid.OpenIdSettings;
import dev.sealward.access.openid.OpenIdTicket;
import dev.sealward.access.openid.OpenIdTicket.Purpose;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Signing in at the OpenID provider that the start's configuration names; off when it names none.
 *
 * <p>Guarantees: a wrong setting switches it off with one line in the log, and passwords go on
 * working; failures are counted by address, audited without anything the provider sent, and ever
 * fewer of them are; nobody is let in but through {@link PersonLinks}. Nothing here is
 * transactional: no database connection waits for the provider.
 */
@ApplicationScoped
public class OpenIdSignIn {
  private static final Logger LOG = Logger.getLogger(OpenIdSignIn.class.getName());
  private static final Target SIGN_IN = new Target("session", "sign-in");
  private static final int FREE_FAILURES = 20;

  private final PersonLinks links;
  private final AuditTrail auditTrail;
  private final Clock clock;
  private final SecureRandom random;
  private final Attempts attempts;
  private final Attempts throttlesRecorded;
  private Optional<OpenIdSettings> settings = Optional.empty();
  private @Nullable OpenIdProvider provider;

  /** A sign-in that was begun: what the session keeps, and where the browser goes. */
  public record Begun(OpenIdTicket ticket, URI address) {}

  @Inject
  OpenIdSignIn(
      Config config, PersonLinks links, AuditTrail auditTrail, Clock clock, SecureRandom random) {
    this.links = links;
    this.auditTrail = auditTrail;
    this.clock = clock;
    this.random = random;
    this.attempts = new Attempts(clock, FREE_FAILURES);
    this.throttlesRecorded = new Attempts(clock, 1);
    if (config != null) {
      configure(config);
    }
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected OpenIdSignIn() {
    this(null, null, null, null, null);
  }

  private void configure(Config config) {
    try {
      settings =
          OpenIdSettings.read(
              name ->
                  config.getOptionalValue(name, String.class).filter(value -> !value.isBlank()));
      if (settings.isPresent()) {
        provider = new OpenIdProvider(settings.get(), clock);
      }
    } catch (IllegalArgumentException wrong) {
      settings = Optional.empty();
      LOG.log(Level.WARNING, "Sign-in by OpenID Connect is off: {0}", wrong.getMessage());
    } catch (IOException noClient) {
      settings = Optional.empty();
      LOG.log(Level.WARNING, "Sign-in by OpenID Connect is off: its client cannot be made.");
    }
  }

  /** Made at the start, so that what is wrong about the settings is said there. */
  void start(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object context) {
    settings.ifPresent(
        on -> LOG.log(Level.INFO, "Sign-in by OpenID Connect is on: {0}", on.issuer()));
  }

  @PreDestroy
  void close() {
    if (provider != null) {
      try {
        provider.close();
      } catch (IOException ending) {
        // The process ends.
      }
    }
  }

  /** The words on the button; empty when this is off. */
  @ForAnyone("It is how somebody signs in.")
  public Optional<String> button() {
    return settings.map(OpenIdSettings::button);
  }

  /** The provider's name for itself; empty when this is off. */
  @ForAnyone("It is how somebody signs in.")
  public Optional<String> issuer() {
    return settings.map(OpenIdSettings::issuer);
  }

  /** Whether the operator lets an e-mail address stand for an account until its first sign-in. */
  @ForAnyone("It is how somebody signs in.")
  public boolean linksByEmail() {
    return settings.filter(OpenIdSettings::linkByEmail).isPresent();
  }

  /** Begins a sign-in at the provider. */
  @ForAnyone("It is how somebody signs in.")
  public Begun begin(Purpose purpose, String next) {
    OpenIdTicket ticket = OpenIdTicket.random(random, purpose, next, clock.instant());
    try {
      return new Begun(ticket, provider().address(ticket));
    } catch (OpenIdFailure failure) {
      throw OpenIdRefusal.of(failure.reason()).refused();
    }
  }

  /** Signs in whom the answer proves, or leads them to the second step. */
  @ForAnyone("It is how somebody signs in.")
  public PasswordStep signIn(OpenIdTicket ticket, Map<String, String[]> answer, String address) {
    OpenIdIdentity identity = proven(ticket, Purpose.SIGN_IN, answer, address);
    Optional<PasswordStep> person = links.enter(identity, linksByEmail(), address);
    if (person.isEmpty()) {
      throw failed(OpenIdRefusal.NOT_LINKED, address);
    }
    attempts.withdrawn(AddressKey.of(address));
    return person.get();
  }

  /** Lets the account that the answer proves enter as the caller from now on. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void link(Caller caller, OpenIdTicket ticket, Map<String, String[]> answer) {
    links.requireProven(caller);
    OpenIdIdentity identity = proven(ticket, Purpose.LINK, answer, caller.address());
    attempts.withdrawn(AddressKey.of(caller.address()));
    links.linkOwn(caller, identity);
  }

  private OpenIdIdentity proven(
      OpenIdTicket ticket, Purpose purpose, Map<String, String[]> answer, String address) {
    if (!attempts.begins(AddressKey.of(address))) {
      if (throttlesRecorded.begins(AddressKey.of(address))) {
        record(OpenIdRefusal.TOO_MANY, address);
      }
      throw OpenIdRefusal.TOO_MANY.refused();
    }
    try {
      if (ticket.purpose() == purpose) {
        return provider().identity(ticket, answer);
      }
    } catch (OpenIdFailure failure) {
      throw failed(OpenIdRefusal.of(failure.reason()), address);
    }
    throw failed(OpenIdRefusal.EXPIRED, address);
  }

  private Refused failed(OpenIdRefusal refusal, String address) {
    record(refusal, address);
    return refusal.refused();
  }

  private void record(OpenIdRefusal refusal, String address) {
    Caller nobody = Caller.unknown("sign-in", address);
    auditTrail.recordRefusal(nobody, Action.SIGN_IN_FAILED, SIGN_IN, refusal.remedy().code());
  }

  private OpenIdProvider provider() {
    if (provider == null) {
      throw Refused.missing("page");
    }
    return provider;
  }
}
