package dev.sealward.secret;

import dev.sealward.kernel.Refused;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What makes stores outside the database safe to use with it: a list, in the database, of blobs to
 * take away. A blob is on it before it is written, and comes off in the transaction that names it;
 * it comes back on in the transaction that lets it go. So a process that ends anywhere leaves the
 * old state or the new, and blobs on this list.
 *
 * <p>A row that the acting transaction has taken is locked until it commits, and is passed over
 * here; one that was collected first cannot be taken any more, and the acting transaction fails.
 */
@ApplicationScoped
class StoreGarbage {
  static final int BATCH = 20;

  private static final Logger LOG = Logger.getLogger(StoreGarbage.class.getName());
  private static final Duration TO_BE_NAMED = Duration.ofMinutes(10);
  private static final Duration NEXT_TRY = Duration.ofMinutes(1);

  /** Something is to be collected once the transaction has committed. */
  record Added() {}

  private final EntityManager entityManager;
  private final Stores stores;
  private final Clock clock;
  private final Event<Added> added;

  @Inject
  StoreGarbage(EntityManager entityManager, Stores stores, Clock clock, Event<Added> added) {
    this.entityManager = entityManager;
    this.stores = stores;
    this.clock = clock;
    this.added = added;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  StoreGarbage() {
    this(null, null, null, null);
  }

  /** Before a blob is written: from here on it goes, unless {@link #take} says otherwise. */
  @Transactional(TxType.REQUIRES_NEW)
  void announce(Blob blob, StoreKind store) {
    entityManager.persist(new GarbageRow(blob, store, clock.instant().plus(TO_BE_NAMED)));
  }

  /** The acting transaction names the blob: when it commits, the blob stays. */
  @Transactional(TxType.MANDATORY)
  void take(Blob blob) {
    int taken =
        entityManager
            .createQuery("delete from GarbageRow g where g.blobId = :blob")
            .setParameter("blob", blob.id())
            .executeUpdate();
    if (taken != 1) {
      throw Refused.unavailable(
          "STORE_TOO_SLOW",
          "The store took too long, and what it kept was taken back.",
          "Try again.");
    }
  }

  /** The acting transaction lets go of the blob: when it commits, the blob goes. */
  @Transactional(TxType.MANDATORY)
  void add(Blob blob, StoreKind store) {
    entityManager.persist(new GarbageRow(blob, store, clock.instant()));
    added.fire(new Added());
  }

  /** Erases a batch of blobs that are due and not named; says how many it looked at. */
  @Transactional(TxType.REQUIRES_NEW)
  int collect() {
    Instant now = clock.instant();
    Set<StoreKind> away = EnumSet.noneOf(StoreKind.class);
    List<GarbageRow> due = due(now);
    for (GarbageRow row : due) {
      if (away.contains(row.store()) || !erased(row)) {
        away.add(row.store());
        row.postpone(now.plus(NEXT_TRY));
      } else {
        entityManager.remove(row);
      }
    }
    return due.size();
  }

  @SuppressWarnings("unchecked") // a native query has no type
  private List<GarbageRow> due(Instant now) {
    return entityManager
        .createNativeQuery(
            "select * from store_garbage where not_before <= ?1 order by not_before limit "
                + BATCH
                + " for update skip locked",
            GarbageRow.class)
        .setParameter(1, now.atOffset(ZoneOffset.UTC))
        .getResultList();
  }

  private boolean erased(GarbageRow row) {
    if (isNamed(row)) {
      return true;
    }
    try {
      stores.of(row.store()).erase(row.blob());
      return true;
    } catch (StoreFailure e) {
      LOG.log(
          Level.WARNING, "Erasing from the store failed; it is tried again: {0}", e.getMessage());
      return false;
    }
  }

  private boolean isNamed(GarbageRow row) {
    return entityManager
            .createQuery("select count(v) from VersionRow v where v.blobId = :blob", Long.class)
            .setParameter("blob", row.blob().id().toString())
            .getSingleResult()
        > 0;
  }
}
