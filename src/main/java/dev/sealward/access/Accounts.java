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
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people do about themselves; always the caller, never a name that was sent.
 *
 * <p>Guarantees: a password is changed by who types the current one, and guessing that is slowed
 * down; who has a second factor proved it within five minutes; all other sessions end with it.
 * While a password is looked at or hashed no connection to the database is held.
 */
@ApplicationScoped
@Transactional
public class Accounts {
  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Passwords passwords;
  private final SecondSteps secondSteps;
  private final ShortTransactions transactions;
  private final Attempts attempts;

  /** What is known of the caller while passwords are looked at. */
  private record Own(String displayName, String hash) {}

  @Inject
  Accounts(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Guard guard,
      Passwords passwords,
      SecondSteps secondSteps,
      ShortTransactions transactions,
      Clock clock) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.passwords = passwords;
    this.secondSteps = secondSteps;
    this.transactions = transactions;
    this.attempts = new Attempts(clock, 5);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Accounts() {
    this(null, null, null, null, null, null, null);
  }

  /** The caller's own account. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  @Redacted
  public PersonView mine(Caller caller) {
    return find(caller, LockModeType.NONE).view();
  }

  @ForAnyone("It is about the person who calls, and refuses who is none.")
  @Transactional(TxType.NEVER)
  public void rename(Caller caller, @Nullable String displayName) {
    String hash = transactions.of(() -> find(caller, LockModeType.NONE).passwordHash());
    String shown = PersonNames.shown(displayName, caller.id());
    guard.refusePlaintext(caller, "displayName", shown);
    // Counted like any guess, so that this form is no way to try passwords.
    requireAttempt(caller);
    if (passwords.match(shown.toCharArray(), Optional.of(hash))) {
      throw PersonNames.passwordInName();
    }
    attempts.withdrawn(caller.id());
    transactions.of(
        () -> {
          PersonRow person = requireUnchanged(caller, hash);
          person.rename(shown);
          auditTrail.record(caller, Action.PERSON_RENAMED, target(caller));
          return person;
        });
  }

  /**
   * Changes the caller's password; all their sessions end, and the admission begins a new one.
   *
   * @param current the caller zeroes it, as the new one
   * @throws Refused TOO_MANY after too many wrong ones, INVALID when the current one is wrong or
   *     the new one is no good
   */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  @Transactional(TxType.NEVER)
  public Admission changePassword(Caller caller, char[] current, char[] chosen) {
    Own own = transactions.of(() -> requireNoLess(caller));
    requireAttempt(caller);
    if (!passwords.match(current, Optional.of(own.hash()))) {
      auditTrail.recordRefusal(caller, Action.PASSWORD_CHANGED, target(caller), "PASSWORD_WRONG");
      throw Refused.field(
          "currentPassword",
          "PASSWORD_WRONG",
          "This is not your current password.",
          "Type it again; if you forgot it, ask an admin to reset it.");
    }
    attempts.succeeded(caller.id());
    passwords.check("password", chosen, caller.id(), own.displayName());
    PersonNames.refusePassword(own.displayName(), chosen);
    if (passwords.match(chosen, Optional.of(own.hash()))) {
      throw Refused.field(
          "password", "PASSWORD_SAME", "This is the password you have.", "Choose another one.");
    }
    String fresh = passwords.hash(chosen);
    return transactions.of(
        () -> {
          PersonRow person = requireUnchanged(caller, own.hash());
          secondSteps.requireNoLess(caller, person);
          person.choosePassword(fresh);
          auditTrail.record(caller, Action.PASSWORD_CHANGED, target(caller));
          return person.admission(caller.address(), UUID.randomUUID());
        });
  }

  private Own requireNoLess(Caller caller) {
    PersonRow person = find(caller, LockModeType.NONE);
    secondSteps.requireNoLess(caller, person);
    return new Own(person.displayName(), person.passwordHash());
  }

  /** The caller's row, locked, with the password that was looked at. */
  private PersonRow requireUnchanged(Caller caller, String hash) {
    PersonRow person = find(caller, LockModeType.PESSIMISTIC_WRITE);
    if (!person.passwordHash().equals(hash)) {
      throw Refused.conflict(
          "PASSWORD_CHANGED", "Your password was changed just now.", "Sign in again.");
    }
    return person;
  }

  /** Ends all of the caller's sessions, this one among them. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void signOutEverywhere(Caller caller) {
    PersonRow person = find(caller, LockModeType.PESSIMISTIC_WRITE);
    person.endSessions();
    auditTrail.record(caller, Action.PERSON_SESSIONS_ENDED, target(caller));
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

  private static Target target(Caller caller) {
    return new Target("person", caller.id());
  }
}
