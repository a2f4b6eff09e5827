package dev.sealward.run;

import dev.sealward.access.Policies;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Stores masked events, each batch in one short transaction with the run's counters. The grant and
 * the run's state are asked again for every batch, so that taking a grant away or ending the run
 * stops an upload under way.
 */
@ApplicationScoped
class EventBatches {
  private final RunRows runs;
  private final EntityManager entities;
  private final ProjectAccess access;
  private final Clock clock;
  private final Event<DomainEvent.RunAdvanced> advanced;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected EventBatches() {
    this(null, null, null, null, null);
  }

  @Inject
  EventBatches(
      EntityManager entities,
      Policies policies,
      AuditTrail audit,
      Clock clock,
      Event<DomainEvent.RunAdvanced> advanced) {
    this.runs = new RunRows(entities);
    this.entities = entities;
    this.access = new ProjectAccess(new ProjectRows(entities), policies, audit);
    this.clock = clock;
    this.advanced = advanced;
  }

  /** Where the run stands now; refused if it cannot take events. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public long lastSeq(Caller caller, ProjectId project, RunId run) {
    access.requireWrite(caller, project);
    RunRow row = runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    row.requireOpen();
    row.requireRoom();
    return row.lastSeq();
  }

  /** Adds what is not stored yet; of two events with one seq the first counts. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public Upload.Stored store(Caller caller, ProjectId project, RunId run, List<MaskedEvent> batch) {
    access.requireWrite(caller, project);
    RunRow row = runs.lock(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    row.requireOpen();
    row.requireRoom();
    Upload.Stored stored = add(row, batch);
    if (stored.added() > 0) {
      advanced.fire(new DomainEvent.RunAdvanced(caller.tenant(), run, row.lastSeq()));
    }
    return stored;
  }

  private Upload.Stored add(RunRow row, List<MaskedEvent> batch) {
    Instant arrival = clock.instant();
    Set<Long> taken = taken(row, batch);
    int added = 0;
    int masked = 0;
    int blocked = 0;
    long highest = 0;
    for (MaskedEvent event : batch) {
      if (taken.add(event.seq())) {
        entities.persist(new RunEventRow(row.id(), event, arrival));
        added++;
        masked += event.masked();
        blocked += event.isBlocked() ? 1 : 0;
        highest = Math.max(highest, event.seq());
      }
    }
    row.advance(highest, added, masked);
    return new Upload.Stored(row.lastSeq(), added, blocked);
  }

  private Set<Long> taken(RunRow row, List<MaskedEvent> batch) {
    List<Long> known =
        batch.stream().map(MaskedEvent::seq).filter(seq -> seq <= row.lastSeq()).toList();
    return known.isEmpty() ? new HashSet<>() : runs.storedNear(row, known);
  }
}
