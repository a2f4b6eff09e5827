package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Place;
import dev.sealward.audit.Target;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Second factors: one's own, other people's, and whom they are demanded of.
 *
 * <p>Guarantees: a factor counts once a code of it was typed; who sets one up, replaces recovery
 * codes or removes a factor proved within five minutes who they are; each change is audited under
 * the person it is about.
 */
@ApplicationScoped
@Transactional(dontRollbackOn = Refused.class)
public class SecondFactors {
  private static final int MOST_TOLD = 10;
  private static final Set<Action> TOLD =
      EnumSet.of(
          Action.SECOND_FACTOR_ADDED,
          Action.SECOND_FACTOR_REMOVED,
          Action.RECOVERY_CODES_MADE,
          Action.RECOVERY_CODE_USED,
          Action.PASSWORD_CHANGED,
          Action.PASSWORD_RESET,
          Action.PERSON_ROLES_CHANGED,
          Action.PERSON_LINKED,
          Action.PERSON_UNLINKED);

  private final StoredFactors factors;
  private final Policies policies;
  private final AuditTrail auditTrail;
  private final AuditSearch search;

  @Inject
  SecondFactors(
      StoredFactors factors, Policies policies, AuditTrail auditTrail, AuditSearch search) {
    this.factors = factors;
    this.policies = policies;
    this.auditTrail = auditTrail;
    this.search = search;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected SecondFactors() {
    this(null, null, null, null);
  }

  /** How the caller's own factor stands. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public SecondFactorView own(Caller caller) {
    return view(factors.self(caller));
  }

  /** How somebody's factor stands, for who manages people. */
  @Needs(Permission.MANAGE_PEOPLE)
  public SecondFactorView of(Caller caller, String person) {
    policies.require(caller, Permission.MANAGE_PEOPLE);
    return view(factors.named(caller, person));
  }

  /** What happened to the caller's own account lately, newest first; for its owner to look over. */
  @Redacted
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public List<AuditRecord> lately(Caller caller) {
    Target self = StoredFactors.target(factors.self(caller));
    AuditFilter told = AuditFilter.ALL.about(Set.of(self)).doing(TOLD);
    return search.find(caller.tenant(), told, Place.NEWEST, MOST_TOLD).rows();
  }

  private SecondFactorView view(PersonRow person) {
    Optional<SecondFactorRow> factor = factors.of(person);
    return new SecondFactorView(
        factor.map(SecondFactorRow::confirmedAt).orElse(null),
        factor.isPresent() ? factors.codesLeft(person) : 0,
        factors.demand().covers(person.roles()));
  }

  /** Begins to set up the caller's own factor; the seed is seen this once. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public Enrolment begin(Caller caller) {
    policies.requireProof(caller);
    return factors.begin(factors.self(caller));
  }

  /**
   * Lets the factor count.
   *
   * @param typed what the app shows; the caller zeroes it
   * @return the recovery codes, seen this once
   */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public RecoveryCodes confirm(Caller caller, char[] typed) {
    return factors.confirm(caller, factors.self(caller), typed);
  }

  /** Makes recovery codes in place of all earlier ones. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public RecoveryCodes makeCodes(Caller caller) {
    policies.requireProof(caller);
    PersonRow person = factors.self(caller);
    if (factors.of(person).isEmpty()) {
      throw none();
    }
    return factors.makeCodes(caller, person);
  }

  /** Removes the caller's own factor. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void remove(Caller caller) {
    policies.requireProof(caller);
    remove(caller, factors.self(caller));
  }

  /** Removes somebody's factor, who lost their app and their codes. */
  @Needs(Permission.MANAGE_PEOPLE)
  public void removeOf(Caller caller, String person) {
    policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    remove(caller, factors.named(caller, person));
  }

  private void remove(Caller caller, PersonRow person) {
    if (!factors.remove(caller, person)) {
      throw none();
    }
  }

  private static Refused none() {
    return Refused.conflict("SECOND_FACTOR_NONE", "There is no second factor.");
  }

  /** Whom a second factor is demanded of. */
  @ForAnyone("It says what a sign-in takes.")
  public SecondFactorDemand demandNow() {
    return factors.demand();
  }

  /** Demands a second factor of others than before, from their next sign-in on. */
  @Needs(Permission.MANAGE_PEOPLE)
  public void demand(Caller caller, SecondFactorDemand of) {
    policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    if (factors.demand(of)) {
      auditTrail.record(
          caller,
          Action.SECOND_FACTOR_DEMANDED,
          new Target("installation", "1"),
          "of " + of.text());
    }
  }
}
