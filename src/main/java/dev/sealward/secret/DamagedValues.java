package dev.sealward.secret;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.BoundTo;
import dev.sealward.keys.Damage;
import dev.sealward.keys.Diagnosis;
import dev.sealward.keys.Diagnosis.Suspicion;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds out what became of a value that did not open: another version, another secret's, or its own
 * from another scope, by the place where its data key still unwraps. Only after a failure; nothing
 * opens by it.
 *
 * <p>Does not protect against: what came from a row that is gone, from a scope no other secret has
 * a part of, or from beyond the places that are tried, looks altered.
 */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class DamagedValues {
  // Of each kind of place; the key session bounds their sum.
  private static final int MAX_PLACES = 2_000;

  private final EntityManager entityManager;
  private final KeyRing keyRing;

  @Inject
  DamagedValues(EntityManager entityManager, KeyRing keyRing) {
    this.entityManager = entityManager;
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  DamagedValues() {
    this(null, null);
  }

  Diagnosis diagnose(
      SecretRow secret, VersionRow version, byte[] envelope, UnopenableException why) {
    BoundTo here = value(secret.scope(), secret.id(), version.number());
    Stream<Supplier<Stream<Suspicion>>> places =
        Stream.of(
            () -> otherVersions(here),
            () -> otherScopes(here),
            () -> otherSecrets(here, true, true),
            () -> otherSecrets(here, true, false),
            () -> otherSecrets(here, false, true),
            () -> otherSecrets(here, false, false));
    Diagnosis found =
        keyRing.session().diagnose(here, envelope, why, places.flatMap(Supplier::get));
    Integer sealed = version.sealedBytes();
    if (sealed == null || sealed == envelope.length) {
      return found;
    }
    return found.rather(envelope.length < sealed ? Damage.TRUNCATED : Damage.EXTENDED);
  }

  /** What an operator can do. */
  static String[] steps(Damage damage) {
    String who = "Find out who can write to the database and the store.";
    return damage == Damage.RESCOPED
        ? new String[] {
          "Give the secret back the scope it was stored in (its alert names it), or restore the"
              + " database from a backup.",
          who
        }
        : new String[] {"Restore the database from a backup, or rotate the secret.", who};
  }

  private Stream<Suspicion> otherVersions(BoundTo here) {
    return entityManager
        .createQuery(
            "select v.number from VersionRow v where v.secretId = :secret and v.number <> :number"
                + " order by v.number desc",
            Integer.class)
        .setParameter("secret", here.rowId())
        .setParameter("number", here.version())
        .setMaxResults(MAX_PLACES)
        .getResultStream()
        .map(number -> value(here.scope(), here.rowId(), number))
        .map(place -> new Suspicion(Damage.REPLAYED, place));
  }

  /** Every scope that can be put together from parts that other secrets have. */
  private Stream<Suspicion> otherScopes(BoundTo here) {
    List<Scope> known =
        entityManager
            .createQuery(
                "select distinct s.tenant, s.workspace, s.environment, s.provider from SecretRow s",
                Object[].class)
            .setMaxResults(MAX_PLACES)
            .getResultStream()
            .flatMap(columns -> scope(columns, 0))
            .toList();
    Set<ProviderId> providers = new LinkedHashSet<>(List.of(ProviderId.of("generic")));
    Set<Scope> scopes = new LinkedHashSet<>();
    known.forEach(scope -> providers.add(scope.provider()));
    known.forEach(scope -> scopes.add(with(scope, here.scope().provider())));
    return Stream.concat(Stream.of(here.scope()), scopes.stream())
        .flatMap(scope -> providers.stream().map(provider -> with(scope, provider)))
        .flatMap(DamagedValues::inEachEnvironment)
        .distinct()
        .filter(scope -> !scope.equals(here.scope()))
        .limit(MAX_PLACES)
        .map(scope -> new Suspicion(Damage.RESCOPED, value(scope, here.rowId(), here.version())));
  }

  private static Stream<Scope> inEachEnvironment(Scope scope) {
    return Arrays.stream(Environment.values())
        .map(
            environment ->
                new Scope(scope.tenant(), scope.workspace(), environment, scope.provider()));
  }

  private static Scope with(Scope scope, ProviderId provider) {
    return new Scope(scope.tenant(), scope.workspace(), scope.environment(), provider);
  }

  /** The nearest first: who exchanges two values mostly finds them side by side. */
  private Stream<Suspicion> otherSecrets(BoundTo here, boolean ofTenant, boolean ofScope) {
    Scope scope = here.scope();
    String sameScope = "s.workspace = :workspace and s.environment = :env and s.provider = :prov";
    return entityManager
        .createQuery(
            "select v.secretId, v.number, s.tenant, s.workspace, s.environment, s.provider"
                + " from VersionRow v, SecretRow s where s.id = v.secretId and s.id <> :secret and "
                + (ofTenant ? "s.tenant = :tenant" : "s.tenant <> :tenant")
                + (ofScope ? " and " + sameScope : " and not (" + sameScope + ")")
                + " order by s.tenant, s.workspace, s.environment, s.provider",
            Object[].class)
        .setParameter("secret", here.rowId())
        .setParameter("tenant", scope.tenant().value())
        .setParameter("workspace", scope.workspace().value())
        .setParameter("env", scope.environment())
        .setParameter("prov", scope.provider().value())
        .setMaxResults(MAX_PLACES)
        .getResultStream()
        .flatMap(
            columns ->
                scope(columns, 2).map(at -> value(at, (UUID) columns[0], (Integer) columns[1])))
        .map(place -> new Suspicion(Damage.SWAPPED, place));
  }

  private static BoundTo value(Scope scope, UUID secret, int number) {
    return new BoundTo(Purpose.SECRET_VALUE, scope, secret, number);
  }

  /** None for a row whose scope was made unreadable. */
  private static Stream<Scope> scope(Object[] columns, int from) {
    try {
      return Stream.of(
          new Scope(
              TenantId.of((String) columns[from]),
              WorkspaceId.of((String) columns[from + 1]),
              (Environment) columns[from + 2],
              ProviderId.of((String) columns[from + 3])));
    } catch (Refused unreadable) {
      return Stream.empty();
    }
  }
}
