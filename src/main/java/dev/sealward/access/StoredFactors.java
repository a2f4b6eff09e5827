package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.crypto.RecoveryCode;
import dev.sealward.crypto.Totp;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The second factors of people and the codes they type.
 *
 * <p>Guarantees: a code is compared and spent while its person's row is locked, so that of two
 * attempts with one code one fails; wrong codes are counted in that row, so that neither attempts
 * made all at once nor a restart get around the wait; only who gave the right password or is signed
 * in gets here, so that nobody else can make a person wait. Recovery codes ask for no wait: 80 bits
 * are not guessed.
 *
 * <p>A refusal does not roll back: what it counted stays.
 */
@ApplicationScoped
@Transactional(dontRollbackOn = Refused.class)
class StoredFactors {
  private static final int CODES = 10;
  private static final String ISSUER = "Sealward";

  private final EntityManager entityManager;
  private final FactorSeeds seeds;
  private final AuditTrail auditTrail;
  private final Alerts alerts;
  private final Clock clock;
  private final SecureRandom random;

  @Inject
  StoredFactors(
      EntityManager entityManager,
      FactorSeeds seeds,
      AuditTrail auditTrail,
      Alerts alerts,
      Clock clock,
      SecureRandom random) {
    this.entityManager = entityManager;
    this.seeds = seeds;
    this.auditTrail = auditTrail;
    this.alerts = alerts;
    this.clock = clock;
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  StoredFactors() {
    this(null, null, null, null, null, null);
  }

  /** The caller's own row. */
  PersonRow self(Caller caller) {
    return caller.isPerson() ? named(caller, caller.id()) : missing();
  }

  /** Somebody of the caller's tenant. */
  PersonRow named(Caller caller, String name) {
    return entityManager
        .createQuery(
            "select p from PersonRow p where p.tenant = :tenant and p.name = :name",
            PersonRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("name", name)
        .getResultStream()
        .findFirst()
        .orElseGet(StoredFactors::missing);
  }

  private static PersonRow missing() {
    throw Refused.missing("person");
  }

  /** Whom a second factor is demanded of. */
  SecondFactorDemand demand() {
    return installation().secondFactorOf();
  }

  /**
   * Demands it of others.
   *
   * @return whether that is anything new
   */
  boolean demand(SecondFactorDemand of) {
    InstallationRow installation = installation();
    boolean fresh = installation.secondFactorOf() != of;
    if (fresh) {
      installation.demandSecondFactor(of);
    }
    return fresh;
  }

  private InstallationRow installation() {
    return entityManager.find(InstallationRow.class, InstallationRow.ONLY);
  }

  /** The person's factor, if it counts. */
  Optional<SecondFactorRow> of(PersonRow person) {
    return Optional.ofNullable(entityManager.find(SecondFactorRow.class, person.id()))
        .filter(factor -> factor.confirmedAt() != null);
  }

  long codesLeft(PersonRow person) {
    return codes(person).stream().filter(code -> !code.isUsed()).count();
  }

  /** Makes a seed, in place of one that was never confirmed; it counts once it is. */
  Enrolment begin(PersonRow person) {
    SecondFactorRow present = locked(person);
    if (present != null && present.confirmedAt() != null) {
      throw Refused.conflict(
          "SECOND_FACTOR_EXISTS",
          "There is a second factor already.",
          "Remove it first; then set up the new one.");
    }
    try (SecretValue seed = Totp.newSeed(random)) {
      seeds.store(person, present, seed);
      return seed.use(
          bytes ->
              new Enrolment(
                  person.name(), Totp.uri(bytes, ISSUER, person.name()), Totp.text(bytes)));
    }
  }

  /** Lets the factor count, when its app gives the right code, and makes recovery codes. */
  RecoveryCodes confirm(Caller caller, PersonRow person, char[] typed) {
    SecondFactorRow factor = locked(person);
    if (factor == null || factor.confirmedAt() != null) {
      throw Refused.conflict(
          "SECOND_FACTOR_NOT_BEGUN", "No second factor is being set up.", "Begin again.");
    }
    requireTurn(factor);
    if (!isAppCode(caller, factor, person, typed)) {
      throw wrong(caller, Action.SECOND_FACTOR_FAILED, factor, person);
    }
    factor.confirm(clock.instant());
    auditTrail.record(caller, Action.SECOND_FACTOR_ADDED, target(person));
    return makeCodes(caller, person);
  }

  /**
   * Spends a code of the person's app, or a recovery code.
   *
   * @param failure what a wrong one is recorded as
   * @throws Refused INVALID when it is wrong or used, TOO_MANY while a wait lasts
   */
  void spend(Caller caller, Action failure, PersonRow person, char[] typed) {
    SecondFactorRow factor = locked(person);
    if (factor == null || factor.confirmedAt() == null) {
      throw Refused.conflict(
          "SECOND_FACTOR_GONE", "The second factor was removed meanwhile.", "Sign in again.");
    }
    if (isRecoveryCode(caller, person, typed)) {
      factor.forgive();
      return;
    }
    requireTurn(factor);
    if (!isAppCode(caller, factor, person, typed)) {
      throw wrong(caller, failure, factor, person);
    }
  }

  private boolean isAppCode(Caller caller, SecondFactorRow factor, PersonRow person, char[] typed) {
    OptionalLong step;
    try (SecretValue seed = seeds.open(caller, factor, person)) {
      step = seed.use(bytes -> Totp.accept(bytes, typed, clock.instant(), factor.usedStep()));
    }
    step.ifPresent(factor::use);
    return step.isPresent();
  }

  private boolean isRecoveryCode(Caller caller, PersonRow person, char[] typed) {
    Optional<byte[]> digest = RecoveryCode.digest(person.id().toString(), typed);
    if (digest.isEmpty()) {
      return false;
    }
    Optional<RecoveryCodeRow> code =
        codes(person).stream()
            .filter(row -> !row.isUsed() && MessageDigest.isEqual(row.digest(), digest.get()))
            .findFirst();
    code.ifPresent(
        row -> {
          row.use(clock.instant());
          auditTrail.record(caller, Action.RECOVERY_CODE_USED, target(person));
          alerts.raise(
              TenantId.of(person.tenant()),
              AlertKind.RECOVERY_CODE_USED,
              "person " + person.name(),
              "correlation " + caller.correlationId());
        });
    return code.isPresent();
  }

  private void requireTurn(SecondFactorRow factor) {
    if (!factor.mayTry(clock.instant())) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "SECOND_FACTOR_TOO_MANY",
              "Too many codes were wrong.",
              "Wait a few minutes, or use a recovery code."));
    }
  }

  private Refused wrong(Caller caller, Action failure, SecondFactorRow factor, PersonRow person) {
    int inARow = factor.failed(clock.instant());
    auditTrail.recordRefusal(caller, failure, target(person), "SECOND_FACTOR_WRONG");
    if (inARow % SecondFactorRow.FREE_FAILURES == 0 && factor.confirmedAt() != null) {
      alerts.raise(
          TenantId.of(person.tenant()),
          AlertKind.SECOND_FACTOR_GUESSED,
          "person " + person.name(),
          inARow + " wrong codes in a row; correlation " + caller.correlationId());
    }
    return Refused.field(
        "code",
        "SECOND_FACTOR_WRONG",
        "This code is wrong, or was used already.",
        "Type the six digits the app shows now, without spaces; each works once. If they never"
            + " fit, the clock of the phone or of this server is wrong.");
  }

  /** Makes ten recovery codes in place of all earlier ones. */
  RecoveryCodes makeCodes(Caller caller, PersonRow person) {
    deleteCodes(person);
    List<SecretValue> made = new ArrayList<>();
    for (int i = 0; i < CODES; i++) {
      SecretValue code = RecoveryCode.random(random);
      made.add(code);
      entityManager.persist(
          new RecoveryCodeRow(person.id(), person.tenant(), digest(person, code)));
    }
    auditTrail.record(caller, Action.RECOVERY_CODES_MADE, target(person), CODES + " codes");
    return new RecoveryCodes(made);
  }

  private static byte[] digest(PersonRow person, SecretValue code) {
    return code.use(
        bytes -> {
          char[] chars = new char[bytes.length];
          for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) bytes[i];
          }
          try {
            return RecoveryCode.digest(person.id().toString(), chars).orElseThrow();
          } finally {
            Arrays.fill(chars, '\0');
          }
        });
  }

  /**
   * Removes the person's factor and its recovery codes.
   *
   * @return whether there was one that counted
   */
  boolean remove(Caller caller, PersonRow person) {
    SecondFactorRow factor = locked(person);
    boolean counted = factor != null && factor.confirmedAt() != null;
    if (factor != null) {
      deleteCodes(person);
      entityManager.remove(factor);
    }
    if (counted) {
      auditTrail.record(caller, Action.SECOND_FACTOR_REMOVED, target(person), "by " + caller.id());
    }
    return counted;
  }

  private void deleteCodes(PersonRow person) {
    entityManager
        .createQuery("delete from RecoveryCodeRow c where c.person = :person")
        .setParameter("person", person.id())
        .executeUpdate();
  }

  private List<RecoveryCodeRow> codes(PersonRow person) {
    return entityManager
        .createQuery(
            "select c from RecoveryCodeRow c where c.person = :person", RecoveryCodeRow.class)
        .setParameter("person", person.id())
        .getResultList();
  }

  private @Nullable SecondFactorRow locked(PersonRow person) {
    UUID id = person.id();
    return entityManager.find(SecondFactorRow.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  static Target target(PersonRow person) {
    return new Target("person", person.name());
  }
}
