package dev.sealward.run;

import dev.sealward.access.Borders;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queries over runs and events; each carries the caller's borders itself. */
final class RunRows {
  private static final String NEWEST_FIRST = " order by r.startedAt desc, r.id desc";
  private static final int PAGE_CHARS = 2 << 20;
  private static final long MAX_GAP = 100;

  private final EntityManager entities;

  RunRows(EntityManager entities) {
    this.entities = entities;
  }

  Optional<RunRow> find(Caller caller, ProjectId project, RunId run) {
    return one(caller, project, run).getResultStream().findFirst();
  }

  /** As {@link #find}, and nobody else changes it or adds to it until the transaction ends. */
  Optional<RunRow> lock(Caller caller, ProjectId project, RunId run) {
    return one(caller, project, run)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }

  private TypedQuery<RunRow> one(Caller caller, ProjectId project, RunId run) {
    return ofProject(" and r.id = :run", caller, project).setParameter("run", run.value());
  }

  List<RunRow> latest(Caller caller, ProjectId project, int limit, @Nullable RunCursor after) {
    if (after == null) {
      return ofProject(NEWEST_FIRST, caller, project).setMaxResults(limit).getResultList();
    }
    String older = " and (r.startedAt < :startedAt or r.startedAt = :startedAt and r.id < :run)";
    return ofProject(older + NEWEST_FIRST, caller, project)
        .setParameter("startedAt", after.startedAt())
        .setParameter("run", after.id().value())
        .setMaxResults(limit)
        .getResultList();
  }

  private TypedQuery<RunRow> ofProject(String rest, Caller caller, ProjectId project) {
    Borders borders = Borders.of(caller);
    return borders
        .bindWorkspaces(
            entities.createQuery(
                "select r from RunRow r where"
                    + borders.workspaces("r")
                    + " and r.projectId = :project"
                    + rest,
                RunRow.class))
        .setParameter("project", project.value());
  }

  /**
   * Which of these seqs the run holds, and perhaps some near them. Asks by ranges, which the key
   * answers at once; one range is enough for events sent in order.
   */
  Set<Long> storedNear(RunRow run, Collection<Long> seqs) {
    Set<Long> stored = new HashSet<>();
    List<Long> sorted = seqs.stream().sorted().toList();
    int from = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || sorted.get(i) - sorted.get(i - 1) > MAX_GAP) {
        stored.addAll(stored(run, sorted.get(from), sorted.get(i - 1)));
        from = i;
      }
    }
    return stored;
  }

  private List<Long> stored(RunRow run, long first, long last) {
    return entities
        .createQuery(
            "select e.seq from RunEventRow e"
                + " where e.runId = :run and e.seq >= :first and e.seq <= :last",
            Long.class)
        .setParameter("run", run.id())
        .setParameter("first", first)
        .setParameter("last", last)
        .getResultList();
  }

  /**
   * Events after a seq, in order: at most {@code limit}, and no more text than a page carries, yet
   * at least one.
   */
  EventPage page(RunRow run, long afterSeq, int limit) {
    List<Object[]> sizes =
        entities
            .createQuery(
                "select e.seq, e.textChars from RunEventRow e"
                    + " where e.runId = :run and e.seq > :after order by e.seq",
                Object[].class)
            .setParameter("run", run.id())
            .setParameter("after", afterSeq)
            .setMaxResults(limit + 1)
            .getResultList();
    int fit = fitting(sizes, limit);
    if (fit == 0) {
      return new EventPage(List.of(), afterSeq, false);
    }
    long lastSeq = (Long) sizes.get(fit - 1)[0];
    return new EventPage(between(run.id(), afterSeq, lastSeq), lastSeq, fit < sizes.size());
  }

  private static int fitting(List<Object[]> sizes, int limit) {
    long chars = 0;
    int fit = 0;
    while (fit < Math.min(sizes.size(), limit)) {
      chars += (Integer) sizes.get(fit)[1];
      if (fit > 0 && chars > PAGE_CHARS) {
        break;
      }
      fit++;
    }
    return fit;
  }

  private List<EventView> between(UUID run, long afterSeq, long lastSeq) {
    return entities
        .createQuery(
            "select e from RunEventRow e"
                + " where e.runId = :run and e.seq > :after and e.seq <= :last order by e.seq",
            RunEventRow.class)
        .setParameter("run", run)
        .setParameter("after", afterSeq)
        .setParameter("last", lastSeq)
        .getResultStream()
        .map(RunEventRow::view)
        .toList();
  }
}
