package dev.sealward.access;

import static jakarta.persistence.LockModeType.PESSIMISTIC_WRITE;

import dev.sealward.access.SignInThrottle.Attempt;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People signing in and out.
 *
 * <p>Guarantees: an unknown name, a wrong password and somebody who is disabled get the same answer
 * and cost the same work; nobody is let in unless the audit row of it commits with the same
 * transaction; failures are counted before the password is looked at, see {@link SignInThrottle};
 * whoever waits for that look holds no connection to the database.
 */
@ApplicationScoped
@Transactional
public class SignIns {
  private static final TenantId DEFAULT_TENANT = TenantId.of("default");
  private static final Target SIGN_IN = new Target("session", "sign-in");

  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Alerts alerts;
  private final Passwords passwords;
  private final SecondSteps secondSteps;
  private final Devices devices;
  private final ShortTransactions transactions;
  private final Clock clock;
  private final SignInThrottle throttle;

  /** What is known of a name that was typed, while its password is looked at. */
  private record Known(UUID id, TenantId tenant, long epoch, String hash, boolean wasHere) {}

  @Inject
  SignIns(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Alerts alerts,
      Passwords passwords,
      SecondSteps secondSteps,
      Devices devices,
      ShortTransactions transactions,
      Clock clock) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.alerts = alerts;
    this.passwords = passwords;
    this.secondSteps = secondSteps;
    this.devices = devices;
    this.transactions = transactions;
    this.clock = clock;
    this.throttle = new SignInThrottle(clock);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected SignIns() {
    this(null, null, null, null, null, null, null, null);
  }

  /**
   * Signs somebody in, or leads them to the second step. Empty means "name or password wrong",
   * whichever it was.
   *
   * @param cookie what the browser says it was known by, see {@link CurrentCaller#deviceCookie};
   *     null for nothing
   * @throws Refused TOO_MANY after too many failures
   */
  @ForAnyone("It is how somebody signs in.")
  @Transactional(TxType.NEVER)
  public Optional<PasswordStep> signIn(
      @Nullable String typedName, char[] password, String address, @Nullable String cookie) {
    String name = PersonNames.meant(typedName);
    Optional<Known> person = transactions.of(() -> known(name, address));
    Attempt attempt = attempt(name, address, person, cookie);
    if (!throttle.begins(attempt)) {
      refuseForNow(address);
    }
    Optional<PasswordStep> step;
    try {
      step = attempt(person, password, address);
    } catch (RuntimeException notDone) {
      throttle.withdrawn(attempt);
      throw notDone;
    }
    if (step.isEmpty()) {
      failed(attempt);
    } else {
      throttle.succeeded(attempt);
    }
    return step;
  }

  private Attempt attempt(
      String name, String address, Optional<Known> person, @Nullable String cookie) {
    // Looked at whether there is such a person or not, so that the time it takes tells nothing.
    Optional<String> device =
        devices.known(
            cookie,
            person.map(Known::tenant).orElse(DEFAULT_TENANT),
            name,
            person.map(Known::epoch).orElse(0L));
    return new Attempt(
        name,
        address,
        person.filter(Known::wasHere).isPresent(),
        person.isPresent() ? device.orElse(null) : null);
  }

  private Optional<Known> known(String name, String address) {
    return entityManager
        .createQuery("select p from PersonRow p where p.name = :name", PersonRow.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst()
        .map(
            row ->
                new Known(
                    row.id(),
                    TenantId.of(row.tenant()),
                    row.standing().epoch(),
                    row.passwordHash(),
                    row.wasAt(address)));
  }

  private Optional<PasswordStep> attempt(Optional<Known> person, char[] password, String address) {
    if (!passwords.match(password, person.map(Known::hash))) {
      return Optional.empty();
    }
    Known known = person.orElseThrow();
    String hash =
        passwords.needsRehash(password, known.hash()) ? passwords.hash(password) : known.hash();
    return transactions.of(() -> enter(known, hash, address));
  }

  /** Lets in whose password was right, if everything stands as when it was looked at. */
  private Optional<PasswordStep> enter(Known known, String hash, String address) {
    PersonRow row = entityManager.find(PersonRow.class, known.id(), PESSIMISTIC_WRITE);
    if (row == null || !row.passwordHash().equals(known.hash()) || !row.standing().enabled()) {
      return Optional.empty();
    }
    row.rehash(hash);
    Optional<HalfSignIn> half = secondSteps.after(row, false);
    if (half.isPresent()) {
      return half.map(PasswordStep.Half::new);
    }
    row.signedIn(clock.instant(), address);
    Admission admission = row.admission(address, UUID.randomUUID());
    auditTrail.record(
        admission.caller(), Action.PERSON_SIGNED_IN, new Target("person", row.name()));
    return Optional.of(new PasswordStep.Admitted(admission));
  }

  private void refuseForNow(String address) {
    if (throttle.isWorthRecording(address)) {
      auditTrail.recordRefusal(
          Caller.unknown("sign-in", address), Action.SIGN_IN_FAILED, SIGN_IN, "SIGN_IN_TOO_MANY");
    }
    throw Refused.of(
        Refused.Kind.TOO_MANY,
        Remedy.of(
            "SIGN_IN_TOO_MANY",
            "Too many failed attempts to sign in.",
            "Wait a few minutes and try again."));
  }

  private void failed(Attempt attempt) {
    // Not the typed name: people type passwords into the wrong field.
    auditTrail.recordRefusal(
        Caller.unknown("sign-in", attempt.address()),
        Action.SIGN_IN_FAILED,
        SIGN_IN,
        "SIGN_IN_WRONG");
    throttle
        .alarming(attempt)
        .ifPresent(what -> alerts.raise(DEFAULT_TENANT, AlertKind.SIGN_IN_BURST, "sign-in", what));
  }

  /** Records that somebody left. */
  @ForAnyone("Everybody ends their own session.")
  public void signOut(Caller caller) {
    auditTrail.record(caller, Action.PERSON_SIGNED_OUT, new Target("person", caller.id()));
  }
}
