package dev.sealward.secret;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.RecentMap;
import dev.sealward.kernel.Scope;
import dev.sealward.keys.BoundTo;
import dev.sealward.keys.Damage;
import dev.sealward.keys.Diagnosis;
import dev.sealward.keys.Diagnosis.Suspicion;
import dev.sealward.keys.EnvelopeRows;
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
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds out what became of a value that did not open: another version, a mask, another secret's, or
 * its own from another scope, by the place where its data key still unwraps. Only after a failure;
 * nothing opens by it.
 *
 * <p>Does not protect against: what came from a row that is gone, from a scope no other secret has
 * a part of, or from beyond the places that are tried, looks altered.
 */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class DamagedValues {
  // Of each kind of place; the key session bounds their sum.
  private static final int MAX_PLACES = 2_000;

  private static final int MAX_NUMBERS = 100;
  private static final int MAX_REMEMBERED = 100;
  private static final Logger LOG = Logger.getLogger(DamagedValues.class.getName());

  private final EntityManager entityManager;
  private final KeyRing keyRing;
  private final Map<Seen, Diagnosis> known = new RecentMap<>(MAX_REMEMBERED);

  /** An envelope and where it stands; two that share a hash share a diagnosis, and no more. */
  private record Seen(BoundTo here, int length, int hash) {}

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
    Diagnosis found = remembered(here, envelope, why);
    Integer sealed = version.sealedBytes();
    if (sealed == null || sealed == envelope.length) {
      return found;
    }
    return found.rather(envelope.length < sealed ? Damage.TRUNCATED : Damage.EXTENDED);
  }

  /** Looked for once: whoever asks again and again for what does not open gets the same answer. */
  private Diagnosis remembered(BoundTo here, byte[] envelope, UnopenableException why) {
    Seen seen = new Seen(here, envelope.length, Arrays.hashCode(envelope));
    synchronized (known) {
      Diagnosis before = known.get(seen);
      if (before != null) {
        return before;
      }
    }
    Diagnosis found;
    try {
      found = keyRing.session().diagnose(here, envelope, why, places(here));
    } catch (RuntimeException notLookedFor) {
      // Whatever keeps it from being told, that it did not open must be recorded.
      LOG.log(
          Level.WARNING, "What became of a value that does not open was not found.", notLookedFor);
      return Diagnosis.of(why);
    }
    synchronized (known) {
      known.put(seen, found);
    }
    return found;
  }

  private Stream<Suspicion> places(BoundTo here) {
    Stream<Supplier<Stream<Suspicion>>> kinds =
        Stream.of(
            () -> otherVersions(here),
            () -> otherNumbers(here),
            () -> ownMasks(here),
            () -> otherScopes(here),
            () -> otherSecrets(here, true, true),
            () -> otherSecrets(here, true, false),
            () -> otherSecrets(here, false, true),
            () -> otherSecrets(here, false, false));
    return kinds.flatMap(Supplier::get);
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
        .map(number -> replayed(here, number));
  }

  /** Somebody who numbers a version anew leaves none under its own number. */
  private static Stream<Suspicion> otherNumbers(BoundTo here) {
    return IntStream.rangeClosed(1, MAX_NUMBERS)
        .filter(number -> number != here.version())
        .mapToObj(number -> replayed(here, number));
  }

  private static Suspicion replayed(BoundTo here, int number) {
    return new Suspicion(Damage.REPLAYED, value(here.scope(), here.rowId(), number));
  }

  private Stream<Suspicion> ownMasks(BoundTo here) {
    Scope scope = StoredMasks.maskScope(here.scope().tenant());
    return entityManager
        .createQuery("select m.id from MaskRow m where m.secretId = :secret", UUID.class)
        .setParameter("secret", here.rowId())
        .setMaxResults(MAX_PLACES)
        .getResultStream()
        .map(id -> new Suspicion(Damage.SWAPPED, new BoundTo(Purpose.MASK, scope, id, 1)));
  }

  /** Every scope that can be put together from parts that other secrets have. */
  private Stream<Suspicion> otherScopes(BoundTo here) {
    List<Scope> used =
        read(
            "select distinct s.tenant, s.workspace, s.environment, s.provider from secret s",
            row -> Stream.ofNullable(VersionEnvelopes.scope(row, 1)));
    Set<ProviderId> providers = new LinkedHashSet<>(List.of(ProviderId.of("generic")));
    Set<Scope> scopes = new LinkedHashSet<>();
    used.forEach(scope -> providers.add(scope.provider()));
    used.forEach(scope -> scopes.add(with(scope, here.scope().provider())));
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
    String sameScope = "s.workspace = ? and s.environment = ? and s.provider = ?";
    List<BoundTo> others =
        read(
            "select s.tenant, s.workspace, s.environment, s.provider, v.secret_id, v.number"
                + " from secret_version v join secret s on s.id = v.secret_id where s.id <> ? and "
                + (ofTenant ? "s.tenant = ?" : "s.tenant <> ?")
                + (ofScope ? " and " + sameScope : " and not (" + sameScope + ")")
                + " order by s.tenant, s.workspace, s.environment, s.provider",
            row -> {
              UUID other = EnvelopeRows.id(row, 5);
              int number = row.getInt(6);
              return Stream.ofNullable(VersionEnvelopes.scope(row, 1))
                  .map(at -> value(at, other, number));
            },
            here.rowId(),
            scope.tenant().value(),
            scope.workspace().value(),
            scope.environment().name(),
            scope.provider().value());
    return others.stream().map(place -> new Suspicion(Damage.SWAPPED, place));
  }

  /** What the first rows hold; those whose scope was made unreadable hold nothing. */
  private <T> List<T> read(
      String query, EnvelopeRows.RowReader<Stream<T>> reader, Object... parameters) {
    return EnvelopeRows.of(entityManager)
        .read(query + " fetch first " + MAX_PLACES + " rows only", reader, parameters)
        .stream()
        .flatMap(one -> one)
        .toList();
  }

  private static BoundTo value(Scope scope, UUID secret, int number) {
    return new BoundTo(Purpose.SECRET_VALUE, scope, secret, number);
  }
}
