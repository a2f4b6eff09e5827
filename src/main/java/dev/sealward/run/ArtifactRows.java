package dev.sealward.run;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which files are artifacts, in short transactions. A file is on the list of those to take away
 * before it is begun, comes off in the transaction that names it, and back on in the one that lets
 * it go: so a process that ends anywhere leaves the old state or the new, and files on this list.
 */
@ApplicationScoped
class ArtifactRows {
  static final int MAX_ARTIFACTS = 1_000;
  static final int BATCH = 20;

  /** How long an upload may take; what is not named by then is taken away. */
  static final Duration TO_BE_NAMED = Duration.ofHours(2);

  private static final Logger LOG = Logger.getLogger(ArtifactRows.class.getName());
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Duration NEXT_TRY = Duration.ofMinutes(1);

  /** Something is to be taken away once the transaction has committed. */
  record Dropped() {}

  private final EntityManager entities;
  private final RunRows runs;
  private final ProjectAccess access;
  private final AuditTrail audit;
  private final ArtifactFiles files;
  private final Clock clock;
  private final Event<Dropped> dropped;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ArtifactRows() {
    this(null, null, null, null, null, null);
  }

  @Inject
  ArtifactRows(
      EntityManager entities,
      Policies policies,
      AuditTrail audit,
      ArtifactFiles files,
      Clock clock,
      Event<Dropped> dropped) {
    this.entities = entities;
    this.runs = new RunRows(entities);
    this.access = new ProjectAccess(new ProjectRows(entities), policies, audit);
    this.audit = audit;
    this.files = files;
    this.clock = clock;
    this.dropped = dropped;
  }

  /** Refuses who may not store in this run, and a run that takes nothing. */
  @Transactional(REQUIRES_NEW)
  public void requireOpen(Caller caller, ProjectId project, RunId run) {
    access.requireWrite(caller, project);
    RunRow row = runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    row.requireOpen();
    requireRoom(row);
  }

  /** Before a file is begun: from here on it goes, unless {@link #name} says otherwise. */
  @Transactional(REQUIRES_NEW)
  public void announce(UUID id) {
    entities.persist(new ArtifactGarbageRow(id, clock.instant().plus(TO_BE_NAMED)));
  }

  /**
   * The file becomes an artifact, unless one of that name holds the very same: then that one is the
   * answer, and the file goes.
   */
  @Transactional(REQUIRES_NEW)
  public StoredArtifact name(
      Caller caller, ProjectId project, RunId run, ArtifactName name, MaskedFile file) {
    access.requireWrite(caller, project);
    RunRow row = runs.lock(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    row.requireOpen();
    Optional<ArtifactRow> there = named(row.id(), name.value());
    if (there.isPresent()) {
      if (!there.get().holds(file)) {
        throw Refused.conflict(
            "ARTIFACT_EXISTS",
            "This run has another artifact of this name.",
            "Choose another name, or let an operator delete the one that is there.");
      }
      letGo(file.id());
      return new StoredArtifact(there.get().view(), false);
    }
    requireRoom(row);
    take(file.id());
    ArtifactRow added = new ArtifactRow(row.id(), name, file, caller.id(), clock.instant());
    entities.persist(added);
    audit.record(caller, Action.ARTIFACT_STORED, ProjectAccess.target(run), "artifact " + name);
    return new StoredArtifact(added.view(), true);
  }

  private void requireRoom(RunRow run) {
    long artifacts =
        entities
            .createQuery("select count(a) from ArtifactRow a where a.runId = :run", Long.class)
            .setParameter("run", run.id())
            .getSingleResult();
    if (artifacts >= MAX_ARTIFACTS) {
      throw Refused.of(
          Refused.Kind.TOO_LARGE,
          Remedy.of(
              "ARTIFACTS_TOO_MANY",
              "This run holds " + MAX_ARTIFACTS + " artifacts, the most one run takes.",
              "Put several files into one archive, or go on in a new run."));
    }
  }

  private void take(UUID id) {
    int taken =
        entities
            .createQuery("delete from ArtifactGarbageRow g where g.artifactId = :id")
            .setParameter("id", id)
            .executeUpdate();
    if (taken != 1) {
      throw tooSlow();
    }
  }

  static Refused tooSlow() {
    return Refused.unavailable(
        "ARTIFACT_TOO_SLOW",
        "The upload took longer than "
            + TO_BE_NAMED.toHours()
            + " hours, and what had come was taken away.",
        "Send it again, in parts or over a faster connection.");
  }

  /** The upload came to nothing: its file goes now; says whether it had not gone before. */
  @Transactional(REQUIRES_NEW)
  public boolean drop(UUID id) {
    return letGo(id);
  }

  private boolean letGo(UUID id) {
    ArtifactGarbageRow row = entities.find(ArtifactGarbageRow.class, id);
    if (row == null) {
      return false;
    }
    row.postpone(clock.instant());
    dropped.fire(new Dropped());
    return true;
  }

  /** An operator deletes an artifact: its file goes once this has committed. */
  @Transactional
  public void delete(Caller caller, ProjectId project, RunId run, String name) {
    access.requireMaking(caller);
    RunRow row = runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    ArtifactRow artifact = addressed(row.id(), name);
    entities.remove(artifact);
    entities.persist(new ArtifactGarbageRow(artifact.id(), clock.instant()));
    audit.record(
        caller, Action.ARTIFACT_DELETED, ProjectAccess.target(run), "artifact " + artifact.name());
    dropped.fire(new Dropped());
  }

  @Transactional
  public ArtifactPage page(
      Caller caller, ProjectId project, RunId run, @Nullable String after, int limit) {
    RunRow row = readable(caller, project, run);
    List<ArtifactView> found =
        entities
            .createQuery(
                "select a from ArtifactRow a where a.runId = :run and a.name > :after"
                    + " order by a.name",
                ArtifactRow.class)
            .setParameter("run", row.id())
            .setParameter("after", after == null ? "" : nameOf(row.id(), after))
            .setMaxResults(limit + 1)
            .getResultStream()
            .map(ArtifactRow::view)
            .toList();
    boolean more = found.size() > limit;
    return new ArtifactPage(more ? found.subList(0, limit) : found, more);
  }

  @Transactional
  public ArtifactView find(Caller caller, ProjectId project, RunId run, String name) {
    return addressed(readable(caller, project, run).id(), name).view();
  }

  private RunRow readable(Caller caller, ProjectId project, RunId run) {
    access.requireRead(caller, project);
    return runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
  }

  private ArtifactRow addressed(UUID run, String idOrName) {
    return identified(run, idOrName)
        .or(() -> named(run, idOrName))
        .orElseThrow(() -> Refused.missing("artifact"));
  }

  private String nameOf(UUID run, String idOrName) {
    return identified(run, idOrName).map(ArtifactRow::name).orElse(idOrName);
  }

  /** A name that became a secret since is shown to nobody, so that it can address nothing. */
  private Optional<ArtifactRow> identified(UUID run, String id) {
    return UUID_FORM.matcher(id).matches()
        ? where(run, "id", UUID.fromString(id))
        : Optional.empty();
  }

  private Optional<ArtifactRow> named(UUID run, String name) {
    return where(run, "name", name);
  }

  private Optional<ArtifactRow> where(UUID run, String column, Object value) {
    return entities
        .createQuery(
            "select a from ArtifactRow a where a.runId = :run and a." + column + " = :value",
            ArtifactRow.class)
        .setParameter("run", run)
        .setParameter("value", value)
        .getResultStream()
        .findFirst();
  }

  /** Deletes a batch of files that are due; says how many it looked at. */
  @Transactional(REQUIRES_NEW)
  public int collect() {
    Instant now = clock.instant();
    List<ArtifactGarbageRow> due = due(now);
    for (ArtifactGarbageRow row : due) {
      try {
        files.delete(row.artifactId());
        entities.remove(row);
      } catch (IOException e) {
        LOG.log(
            Level.WARNING,
            "Deleting an artifact''s file failed; it is tried again: {0}",
            e.getClass().getSimpleName());
        row.postpone(now.plus(NEXT_TRY));
      }
    }
    return due.size();
  }

  // A row that a transaction has taken is locked until it commits, and passed over.
  @SuppressWarnings("unchecked") // a native query has no type
  private List<ArtifactGarbageRow> due(Instant now) {
    return entities
        .createNativeQuery(
            "select * from artifact_garbage where not_before <= ?1 order by not_before limit "
                + BATCH
                + " for update skip locked",
            ArtifactGarbageRow.class)
        .setParameter(1, now.atOffset(ZoneOffset.UTC))
        .getResultList();
  }
}
