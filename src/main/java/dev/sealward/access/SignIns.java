package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People signing in and out.
 *
 * <p>Guarantees: an unknown name, a wrong password and somebody who is disabled get the same answer
 * and cost the same work; nobody is let in unless the audit row of it commits with the same
 * transaction; failures are counted before the password is looked at, see {@link SignInThrottle}.
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
  private final Clock clock;
  private final SignInThrottle throttle;

  @Inject
  SignIns(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Alerts alerts,
      Passwords passwords,
      SecondSteps secondSteps,
      Clock clock) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.alerts = alerts;
    this.passwords = passwords;
    this.secondSteps = secondSteps;
    this.clock = clock;
    this.throttle = new SignInThrottle(clock);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected SignIns() {
    this(null, null, null, null, null, null);
  }

  /**
   * Signs somebody in, or leads them to the second step. Empty means "name or password wrong",
   * whichever it was.
   *
   * @throws Refused TOO_MANY after too many failures
   */
  @ForAnyone("It is how somebody signs in.")
  public Optional<PasswordStep> signIn(
      @Nullable String typedName, char[] password, String address) {
    String name = PersonNames.meant(typedName);
    Optional<PersonRow> person = find(name);
    boolean knownHere = person.filter(known -> known.wasAt(address)).isPresent();
    if (!throttle.begins(name, address, knownHere)) {
      refuseForNow(address);
    }
    boolean right;
    try {
      right = passwords.match(password, person.map(PersonRow::passwordHash));
    } catch (Refused notChecked) {
      throttle.withdrawn(name, address, knownHere);
      throw notChecked;
    }
    if (person.isEmpty() || !right || !isStillSo(person.get())) {
      failed(name, address);
      return Optional.empty();
    }
    throttle.succeeded(name, address, knownHere);
    PersonRow row = person.get();
    if (passwords.needsRehash(password, row.passwordHash())) {
      row.rehash(passwords.hash(password));
    }
    Optional<HalfSignIn> half = secondSteps.after(row);
    if (half.isPresent()) {
      return half.map(PasswordStep.Half::new);
    }
    row.signedIn(clock.instant(), address);
    Admission admission = row.admission(address, UUID.randomUUID());
    auditTrail.record(
        admission.caller(), Action.PERSON_SIGNED_IN, new Target("person", row.name()));
    return Optional.of(new PasswordStep.Admitted(admission));
  }

  /** Locks the row, and looks whether what was checked still holds: another may have changed it. */
  private boolean isStillSo(PersonRow person) {
    String checked = person.passwordHash();
    entityManager.refresh(person, LockModeType.PESSIMISTIC_WRITE);
    return checked.equals(person.passwordHash()) && person.standing().enabled();
  }

  private void refuseForNow(String address) {
    if (throttle.isWorthRecording(address)) {
      auditTrail.recordRefusal(nobody(address), Action.SIGN_IN_FAILED, SIGN_IN, "SIGN_IN_TOO_MANY");
    }
    throw Refused.of(
        Refused.Kind.TOO_MANY,
        Remedy.of(
            "SIGN_IN_TOO_MANY",
            "Too many failed attempts to sign in.",
            "Wait a few minutes and try again."));
  }

  private void failed(String name, String address) {
    // Not the typed name: people type passwords into the wrong field.
    auditTrail.recordRefusal(nobody(address), Action.SIGN_IN_FAILED, SIGN_IN, "SIGN_IN_WRONG");
    throttle
        .alarming(name, address)
        .ifPresent(what -> alerts.raise(DEFAULT_TENANT, AlertKind.SIGN_IN_BURST, "sign-in", what));
  }

  private static Caller nobody(String address) {
    return new Caller(
        Caller.Kind.SYSTEM,
        "sign-in",
        DEFAULT_TENANT,
        WorkspaceId.of("default"),
        Set.of(),
        address,
        UUID.randomUUID());
  }

  /** Records that somebody left. */
  @ForAnyone("Everybody ends their own session.")
  public void signOut(Caller caller) {
    auditTrail.record(caller, Action.PERSON_SIGNED_OUT, new Target("person", caller.id()));
  }

  private Optional<PersonRow> find(String name) {
    return entityManager
        .createQuery("select p from PersonRow p where p.name = :name", PersonRow.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst();
  }
}
