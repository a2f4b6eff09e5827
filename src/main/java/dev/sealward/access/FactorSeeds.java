package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.BoundTo;
import dev.sealward.keys.Damage;
import dev.sealward.keys.Diagnosis;
import dev.sealward.keys.Diagnosis.Suspicion;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.Unopenable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sealed seeds of second factors. Each is bound to its person's row: beside another person, or
 * in another tenant, it does not open, which is audited and raises an alert.
 */
@ApplicationScoped
class FactorSeeds {
  private static final int VERSION = 1;

  private final EntityManager entityManager;
  private final KeyRing keyRing;
  private final Unopenable unopenable;
  private final Clock clock;

  @Inject
  FactorSeeds(EntityManager entityManager, KeyRing keyRing, Unopenable unopenable, Clock clock) {
    this.entityManager = entityManager;
    this.keyRing = keyRing;
    this.unopenable = unopenable;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  FactorSeeds() {
    this(null, null, null, null);
  }

  /** Stores a seed that was not confirmed yet, in the row given or a new one. */
  void store(PersonRow person, @Nullable SecondFactorRow row, SecretValue seed) {
    Scope scope = FactorEnvelopes.scope(TenantId.of(person.tenant()));
    byte[] sealed =
        seed.use(bytes -> keyRing.seal(Purpose.SECOND_FACTOR, scope, person.id(), VERSION, bytes));
    int keyVersion = Envelope.keyVersion(sealed);
    if (row == null) {
      entityManager.persist(
          new SecondFactorRow(person.id(), person.tenant(), sealed, keyVersion, clock.instant()));
    } else {
      row.beginAgain(sealed, keyVersion, clock.instant());
    }
  }

  /** Opens the person's seed; the caller closes it. */
  SecretValue open(Caller caller, SecondFactorRow row, PersonRow person) {
    TenantId tenant = TenantId.of(person.tenant());
    Scope scope = FactorEnvelopes.scope(tenant);
    try {
      return keyRing.open(Purpose.SECOND_FACTOR, scope, person.id(), VERSION, row.sealed());
    } catch (UnopenableException changed) {
      Diagnosis found =
          keyRing.session().diagnose(at(scope, person.id()), row.sealed(), changed, others(scope));
      unopenable.report(caller, Action.UNSEAL_FAILED, StoredFactors.target(person), found);
      throw Unopenable.refused(
          "The second factor",
          found,
          "Use a recovery code, or ask an admin to remove the second factor.");
    }
  }

  private Stream<Suspicion> others(Scope scope) {
    return entityManager
        .createQuery("select f.id from SecondFactorRow f where f.tenant = :tenant", UUID.class)
        .setParameter("tenant", scope.tenant().value())
        .getResultStream()
        .map(id -> new Suspicion(Damage.SWAPPED, at(scope, id)));
  }

  private static BoundTo at(Scope scope, UUID person) {
    return new BoundTo(Purpose.SECOND_FACTOR, scope, person, VERSION);
  }
}
