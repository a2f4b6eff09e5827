package dev.sealward.access;

import dev.sealward.audit.Action;
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
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The second step of signing in, and proving anew who one is.
 *
 * <p>Guarantees: who took the first step alone is nobody yet; the code is spent, the sign-in
 * audited and the {@link Admission} given in one transaction, or none of it happens (ATTACK-15); a
 * half sign-in ends after five minutes and with everything that ends the person's sessions. A
 * refusal does not roll back what it counted.
 */
@ApplicationScoped
@Transactional(dontRollbackOn = Refused.class)
public class SecondSteps {
  private static final int FREE_PASSWORDS = 5;

  private final EntityManager entityManager;
  private final StoredFactors factors;
  private final Passwords passwords;
  private final Policies policies;
  private final AuditTrail auditTrail;
  private final ShortTransactions transactions;
  private final Clock clock;
  private final Attempts wrongPasswords;

  /**
   * Somebody who set up the factor that was demanded of them, and is signed in by that.
   *
   * @param codes shown once; the receiver closes them
   */
  public record Enrolled(Admission admission, RecoveryCodes codes) {}

  @Inject
  SecondSteps(
      EntityManager entityManager,
      StoredFactors factors,
      Passwords passwords,
      Policies policies,
      AuditTrail auditTrail,
      ShortTransactions transactions,
      Clock clock) {
    this.entityManager = entityManager;
    this.factors = factors;
    this.passwords = passwords;
    this.policies = policies;
    this.auditTrail = auditTrail;
    this.transactions = transactions;
    this.clock = clock;
    this.wrongPasswords = new Attempts(clock, FREE_PASSWORDS);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected SecondSteps() {
    this(null, null, null, null, null, null, null);
  }

  /**
   * The second step that somebody has to take; empty for none.
   *
   * @param onAnothersWord whether the first was a provider's word, and no password
   */
  Optional<HalfSignIn> after(PersonRow person, boolean onAnothersWord) {
    boolean there = factors.of(person).isPresent();
    return there || factors.demand().covers(person.roles())
        ? Optional.of(
            new HalfSignIn(
                person.id(), person.standing().epoch(), !there, onAnothersWord, clock.instant()))
        : Optional.empty();
  }

  /**
   * Signs somebody in who gives a code of their app, or a recovery code.
   *
   * @param typed the caller zeroes it
   * @throws Refused UNAUTHENTICATED when the first step is too long ago, INVALID or TOO_MANY as
   *     codes are refused
   */
  @ForAnyone("It is how somebody signs in.")
  public Admission complete(HalfSignIn half, char[] typed, String address, UUID correlationId) {
    PersonRow person = person(half, false);
    factors.spend(knocking(person, address, correlationId), Action.SIGN_IN_FAILED, person, typed);
    return admit(half, person, address, correlationId);
  }

  /** Makes the seed for somebody of whom a second factor is demanded; the caller closes it. */
  @ForAnyone("It is how somebody signs in.")
  public Enrolment beginEnrolment(HalfSignIn half) {
    return factors.begin(person(half, true));
  }

  /**
   * Confirms the factor that was demanded, and signs in by that.
   *
   * @param typed the caller zeroes it
   */
  @ForAnyone("It is how somebody signs in.")
  public Enrolled enrol(HalfSignIn half, char[] typed, String address, UUID correlationId) {
    PersonRow person = person(half, true);
    RecoveryCodes codes = factors.confirm(knocking(person, address, correlationId), person, typed);
    return new Enrolled(admit(half, person, address, correlationId), codes);
  }

  private Admission admit(HalfSignIn half, PersonRow person, String address, UUID correlationId) {
    person.signedIn(clock.instant(), address);
    Admission admission = person.admission(address, correlationId);
    auditTrail.record(
        admission.caller(),
        Action.PERSON_SIGNED_IN,
        StoredFactors.target(person),
        half.onAnothersWord() ? "OpenID Connect and second factor" : "second factor");
    // A code alone proves less than a password with one.
    return half.onAnothersWord() ? admission.onAnothersWord() : admission;
  }

  /** The person of a half sign-in, if everything still stands as at the first step. */
  private PersonRow person(HalfSignIn half, boolean enrolling) {
    PersonRow person = entityManager.find(PersonRow.class, half.person());
    boolean holds =
        person != null
            && !half.isOver(clock.instant())
            && half.enrolling() == enrolling
            && person.standing().enabled()
            && person.standing().epoch() == half.epoch();
    if (!holds) {
      throw expired();
    }
    return person;
  }

  /** What somebody hears whose half sign-in counts no more. */
  public static Refused expired() {
    return Refused.of(
        Refused.Kind.UNAUTHENTICATED,
        Remedy.of(
            "SIGN_IN_EXPIRED",
            "The first step was taken too long ago, or something about this person changed since.",
            "Sign in again."));
  }

  /**
   * Takes the proof, from somebody who is signed in, that it is still them: the password, and a
   * code where there is a second factor. The caller tells {@link CurrentCaller#proved}.
   *
   * @param code empty where there is no factor; the caller zeroes both
   */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  @Transactional(TxType.NEVER)
  public void prove(Caller caller, char[] password, char[] code) {
    String hash = transactions.of(() -> factors.self(caller).passwordHash());
    requirePassword(caller, hash, password);
    transactions.keeping(
        () -> {
          PersonRow person = factors.self(caller);
          if (!person.passwordHash().equals(hash)) {
            throw wrongPassword();
          }
          if (factors.of(person).isPresent()) {
            factors.spend(caller, Action.PROOF_FAILED, person, code);
          }
          auditTrail.record(caller, Action.PERSON_PROVED, StoredFactors.target(person));
          return person;
        });
  }

  /**
   * Refuses who has a second factor and did not prove lately who they are: a password alone must
   * not lead to a session that counts as proved.
   */
  void requireNoLess(Caller caller, PersonRow person) {
    if (factors.of(person).isPresent() && !person.standing().mustChangePassword()) {
      policies.requireProof(caller);
    }
  }

  private void requirePassword(Caller caller, String hash, char[] typed) {
    if (!wrongPasswords.begins(caller.id())) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "PROOF_TOO_MANY",
              "Too many passwords were wrong.",
              "Wait a few minutes and try again."));
    }
    boolean right;
    try {
      right = passwords.match(typed, Optional.of(hash));
    } catch (Refused notChecked) {
      wrongPasswords.withdrawn(caller.id());
      throw notChecked;
    }
    if (!right) {
      auditTrail.recordRefusal(
          caller, Action.PROOF_FAILED, new Target("person", caller.id()), "PASSWORD_WRONG");
      throw wrongPassword();
    }
    wrongPasswords.succeeded(caller.id());
  }

  private static Refused wrongPassword() {
    return Refused.field(
        "password", "PASSWORD_WRONG", "This is not your password.", "Type it again.");
  }

  /** Not the person yet, in records about them. */
  private static Caller knocking(PersonRow person, String address, UUID correlationId) {
    return new Caller(
        Caller.Kind.SYSTEM,
        "sign-in",
        TenantId.of(person.tenant()),
        WorkspaceId.of("default"),
        Set.of(),
        address,
        correlationId);
  }
}
