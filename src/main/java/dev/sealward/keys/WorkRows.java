package dev.sealward.keys;

import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The transactions of {@link BatchWorker}: a batch, its progress and its audit row are one. */
@ApplicationScoped
@Transactional(TxType.REQUIRED)
class WorkRows {
  private static final Set<WorkState> OPEN = EnumSet.of(WorkState.RUNNING, WorkState.PAUSED);
  private static final int MAX_FAILURES_KEPT = 1_000;
  private static final int MAX_FAILURES_SHOWN = 50;

  /** What a turn led to. */
  enum Turn {
    /** There is more to do. */
    MORE,
    /** Another pass is needed, a little later. */
    LATER,
    /** Nothing of this kind is to do. */
    REST
  }

  /** A turn and how many rows it did. */
  record Taken(Turn turn, int done) {}

  private final EntityManager entityManager;
  private final Clock clock;

  @Inject
  WorkRows(EntityManager entityManager, Clock clock) {
    this.entityManager = entityManager;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  WorkRows() {
    this(null, null);
  }

  /** Keeps the newest work of a kind from going on until the acting transaction ends. */
  void hold(String kind) {
    newest(kind, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Begins work in the acting transaction; open work of its kind is superseded. */
  void begin(Caller caller, BatchWork work, String subject) {
    newest(work.kind(), LockModeType.PESSIMISTIC_WRITE)
        .filter(row -> OPEN.contains(row.state()))
        .ifPresent(row -> row.state(WorkState.SUPERSEDED, clock.instant()));
    entityManager.persist(
        new WorkRow(work.kind(), subject, work.remaining(), clock.instant(), caller.id()));
  }

  Optional<WorkProgress> progress(BatchWork work, long perSecond) {
    return newest(work.kind(), LockModeType.NONE)
        .map(row -> row.view(work.remaining(), perSecond, failures(row, null, MAX_FAILURES_SHOWN)));
  }

  /** What the newest work of a kind could not do, from {@code after} on. */
  WorkFailures failures(String kind, @Nullable String after, int limit) {
    return newest(kind, LockModeType.NONE)
        .map(row -> WorkFailures.of(failures(row, after, limit + 1), limit))
        .orElseGet(() -> new WorkFailures(List.of(), null));
  }

  private List<BatchWork.Failure> failures(WorkRow row, @Nullable String after, int limit) {
    TypedQuery<WorkFailureRow> query =
        entityManager.createQuery(
            "select f from WorkFailureRow f where f.workId = :work"
                + (after == null ? "" : " and f.item > :after")
                + " order by f.item",
            WorkFailureRow.class);
    if (after != null) {
      query.setParameter("after", after);
    }
    return query
        .setParameter("work", row.id())
        .setMaxResults(limit)
        .getResultStream()
        .map(WorkFailureRow::view)
        .toList();
  }

  /** Changes the state of the newest work of a kind; says whether it was in {@code from}. */
  boolean change(String kind, WorkState from, WorkState to) {
    Optional<WorkRow> row =
        newest(kind, LockModeType.PESSIMISTIC_WRITE).filter(found -> found.state() == from);
    row.ifPresent(
        found -> {
          if (from == WorkState.DONE) {
            clearFailures(found);
            found.again(clock.instant());
          } else {
            found.state(to, clock.instant());
          }
        });
    return row.isPresent();
  }

  /** Begins the pass of running work again: what could not go on where it was. */
  @Transactional(TxType.REQUIRES_NEW)
  void startOver(String kind) {
    newest(kind, LockModeType.PESSIMISTIC_WRITE)
        .filter(row -> row.state() == WorkState.RUNNING)
        .ifPresent(WorkRow::startOver);
  }

  /** One batch, or the end of a pass. */
  @Transactional(TxType.REQUIRES_NEW)
  Taken turn(Caller caller, BatchWork work, int limit) {
    WorkRow row = newest(work.kind(), LockModeType.PESSIMISTIC_WRITE).orElse(null);
    if (row == null || row.state() != WorkState.RUNNING) {
      return new Taken(Turn.REST, 0);
    }
    BatchWork.Batch batch = work.batch(caller, limit, row.place());
    row.advance(batch.done(), batch.failures().size(), batch.next(), clock.instant());
    long failed = row.view(0, 0, List.of()).failed();
    long before = failed - batch.failures().size();
    batch.failures().stream()
        .limit(Math.max(0, MAX_FAILURES_KEPT - before))
        .forEach(f -> entityManager.merge(new WorkFailureRow(row.id(), f)));
    if (batch.next() != null) {
      return new Taken(Turn.MORE, batch.done());
    }
    entityManager.flush();
    if (work.passed(caller, failed)) {
      row.state(WorkState.DONE, clock.instant());
      return new Taken(Turn.REST, batch.done());
    }
    clearFailures(row);
    row.again(clock.instant());
    return new Taken(Turn.LATER, batch.done());
  }

  private void clearFailures(WorkRow row) {
    entityManager
        .createQuery("delete from WorkFailureRow f where f.workId = :work")
        .setParameter("work", row.id())
        .executeUpdate();
  }

  private Optional<WorkRow> newest(String kind, LockModeType lock) {
    // By id first: a locking query with an order and a limit is not to be had everywhere.
    return entityManager
        .createQuery(
            "select w.id from WorkRow w where w.kind = :kind order by w.startedAt desc",
            java.util.UUID.class)
        .setParameter("kind", kind)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .map(id -> entityManager.find(WorkRow.class, id, lock));
  }
}
