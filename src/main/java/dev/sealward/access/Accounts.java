package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people do about themselves; always the caller, never a name that was sent.
 *
 * <p>Guarantees: a password is changed by who types the current one, and guessing that is slowed
 * down; who has a second factor proved it within five minutes; all other sessions end with it.
 */
@ApplicationScoped
@Transactional
public class Accounts {
  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Passwords passwords;
  private final SecondSteps secondSteps;
  private final Attempts attempts;

  @Inject
  Accounts(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Guard guard,
      Passwords passwords,
      SecondSteps secondSteps,
      Clock clock) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.passwords = passwords;
    this.secondSteps = secondSteps;
    this.attempts = new Attempts(clock, 5);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Accounts() {
    this(null, null, null, null, null, null);
  }

  /** The caller's own account. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  @Redacted
  public PersonView mine(Caller caller) {
    return find(caller, LockModeType.NONE).view();
  }

  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void rename(Caller caller, @Nullable String displayName) {
    PersonRow person = find(caller, LockModeType.PESSIMISTIC_WRITE);
    String shown = PersonNames.shown(displayName, person.name());
    guard.refusePlaintext(caller, "displayName", shown);
    // Counted like any guess, so that this form is no way to try passwords.
    requireAttempt(caller);
    boolean isPassword = passwords.match(shown.toCharArray(), Optional.of(person.passwordHash()));
    if (isPassword) {
      throw PersonNames.passwordInName();
    }
    attempts.withdrawn(caller.id());
    person.rename(shown);
    auditTrail.record(caller, Action.PERSON_RENAMED, target(person));
  }

  /**
   * Changes the caller's password; all their sessions end, and the admission begins a new one.
   *
   * @param current the caller zeroes it, as the new one
   * @throws Refused TOO_MANY after too many wrong ones, INVALID when the current one is wrong or
   *     the new one is no good
   */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public Admission changePassword(Caller caller, char[] current, char[] chosen) {
    PersonRow person = find(caller, LockModeType.PESSIMISTIC_WRITE);
    secondSteps.requireNoLess(caller, person);
    requireAttempt(caller);
    if (!passwords.match(current, Optional.of(person.passwordHash()))) {
      auditTrail.recordRefusal(caller, Action.PASSWORD_CHANGED, target(person), "PASSWORD_WRONG");
      throw Refused.field(
          "currentPassword",
          "PASSWORD_WRONG",
          "This is not your current password.",
          "Type it again; if you forgot it, ask an admin to reset it.");
    }
    attempts.succeeded(caller.id());
    passwords.check("password", chosen, false, person.name(), person.displayName());
    PersonNames.refusePassword(person.displayName(), chosen);
    if (passwords.match(chosen, Optional.of(person.passwordHash()))) {
      throw Refused.field(
          "password", "PASSWORD_SAME", "This is the password you have.", "Choose another one.");
    }
    person.choosePassword(passwords.hash(chosen));
    auditTrail.record(caller, Action.PASSWORD_CHANGED, target(person));
    return person.admission(caller.address(), UUID.randomUUID());
  }

  /** Ends all of the caller's sessions, this one among them. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void signOutEverywhere(Caller caller) {
    PersonRow person = find(caller, LockModeType.PESSIMISTIC_WRITE);
    person.endSessions();
    auditTrail.record(caller, Action.PERSON_SESSIONS_ENDED, target(person));
  }

  private void requireAttempt(Caller caller) {
    if (!attempts.begins(caller.id())) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "PASSWORD_TOO_MANY",
              "Too many wrong passwords.",
              "Wait a few minutes and try again."));
    }
  }

  private PersonRow find(Caller caller, LockModeType lock) {
    if (!caller.isPerson()) {
      throw Refused.accessDenied();
    }
    return entityManager
        .createQuery(
            "select p from PersonRow p where p.tenant = :tenant and p.name = :name"
                + " and p.disabledAt is null",
            PersonRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("name", caller.id())
        .setLockMode(lock)
        .getResultStream()
        .findFirst()
        .orElseThrow(Refused::accessDenied);
  }

  private static Target target(PersonRow person) {
    return new Target("person", person.name());
  }
}
