package dev.sealward.secret;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.EnvelopeRows;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives one version's envelope another place or another wrapping, each in a transaction of its own:
 * read, opened whole, written under a new id, read back, compared and opened again, and only then
 * named instead of the old one. The version's row is locked meanwhile, so that nobody destroys it
 * or wraps it anew in between.
 *
 * <p>Guarantee: what does not open to its last byte, where it was or where it went, stays named
 * where it was. A value is in memory for the time of its opening only.
 */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class StoreMoves {
  private final EntityManager entityManager;
  private final StoredEnvelopes envelopes;
  private final Stores stores;
  private final KeyRing keyRing;

  @Inject
  StoreMoves(
      EntityManager entityManager, StoredEnvelopes envelopes, Stores stores, KeyRing keyRing) {
    this.entityManager = entityManager;
    this.envelopes = envelopes;
    this.stores = stores;
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  StoreMoves() {
    this(null, null, null, null);
  }

  /** How many versions have their envelope in which store. */
  Map<StoreKind, Long> counts() {
    Map<StoreKind, Long> counts = new EnumMap<>(StoreKind.class);
    entityManager
        .createQuery(
            "select v.store, count(v) from VersionRow v where v.blobId is not null"
                + " group by v.store",
            Object[].class)
        .getResultList()
        .forEach(row -> counts.put(StoreKind.named((String) row[0]).orElseThrow(), (Long) row[1]));
    return counts;
  }

  /** Versions kept elsewhere than in the chosen store, in a fixed order. */
  List<VersionAt> elsewhere(@Nullable VersionAt after, int limit) {
    return page("v.store <> :value", stores.chosen().kind().text(), after, limit);
  }

  /** Versions outside the database that a key version protects, in a fixed order. */
  List<VersionAt> outsideUnder(int keyVersion, @Nullable VersionAt after, int limit) {
    return page("v.store <> 'db' and v.keyVersion = :value", keyVersion, after, limit);
  }

  private List<VersionAt> page(String which, Object value, @Nullable VersionAt after, int limit) {
    TypedQuery<VersionRow> query =
        entityManager.createQuery(
            "select v from VersionRow v where v.blobId is not null and "
                + which
                + (after == null
                    ? ""
                    : " and (v.secretId > :secret"
                        + " or (v.secretId = :secret and v.number > :number))")
                + " order by v.secretId, v.number",
            VersionRow.class);
    query.setParameter("value", value);
    if (after != null) {
      query.setParameter("secret", after.secret());
      query.setParameter("number", after.number());
    }
    return query
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new VersionAt(row.secretId(), row.number()))
        .toList();
  }

  /**
   * Moves a version to the chosen store; false when there is nothing to move any more.
   *
   * @throws UnopenableException when what its store gave does not open as this version
   */
  boolean move(VersionAt at) {
    SecretRow secret = secret(at);
    VersionRow version = locked(at);
    if (version.store() == stores.chosen().kind()) {
      return false;
    }
    byte[] envelope = envelopes.read(secret, version);
    if (envelope == null) {
      return false;
    }
    // Asked for under the row's lock: a session from before may not know the version it is under.
    KeySession session = keyRing.session();
    requireOpens(session, secret, version, envelope);
    replace(session, secret, version, envelope);
    return true;
  }

  /**
   * Wraps a version anew; false when another key version protects it already.
   *
   * @throws UnopenableException when what its store gave does not open as this version
   */
  boolean rewrap(KeySession session, int keyVersion, VersionAt at) {
    SecretRow secret = secret(at);
    VersionRow version = locked(at);
    if (version.keyVersion() != keyVersion) {
      return false;
    }
    byte[] envelope = envelopes.read(secret, version);
    if (envelope == null) {
      return false;
    }
    requireOpens(session, secret, version, envelope);
    byte[] fresh =
        session.rewrap(
            Purpose.SECRET_VALUE, secret.scope(), secret.id(), version.number(), envelope);
    replace(session, secret, version, fresh);
    version.rewrapped(session.activeVersion());
    return true;
  }

  private void replace(KeySession session, SecretRow secret, VersionRow version, byte[] envelope) {
    envelopes.write(secret, version, envelope);
    entityManager.flush();
    entityManager.refresh(version);
    byte[] back = envelopes.read(secret, version);
    if (back == null || !Arrays.equals(envelope, back)) {
      throw Refused.unavailable(
          "STORE_CORRUPT",
          "The store gave back something else than was put into it.",
          "See that the store works, then let the work go on.");
    }
    requireOpens(session, secret, version, back);
  }

  /** The value's own tag, too: what only unwraps may have other bytes where the value is. */
  private static void requireOpens(
      KeySession session, SecretRow secret, VersionRow version, byte[] envelope) {
    session.requireOpens(
        Purpose.SECRET_VALUE, secret.scope(), secret.id(), version.number(), envelope);
  }

  /** Looks at the columns first: an entity whose scope is none cannot be read at all. */
  private SecretRow secret(VersionAt at) {
    boolean readable =
        EnvelopeRows.of(entityManager)
            .read(
                "select tenant, workspace, environment, provider from secret where id = ?",
                row -> VersionEnvelopes.scope(row, 1) != null,
                at.secret())
            .contains(true);
    if (!readable) {
      throw Refused.conflict(
          EnvelopeRows.SCOPE_UNREADABLE,
          "The secret's scope was changed in the database to something that is none.",
          "Put back what its audit trail says, or restore the database from a backup.");
    }
    return entityManager.find(SecretRow.class, at.secret());
  }

  private VersionRow locked(VersionAt at) {
    return entityManager.find(
        VersionRow.class,
        new VersionRow.Key(at.secret(), at.number()),
        LockModeType.PESSIMISTIC_WRITE);
  }
}
