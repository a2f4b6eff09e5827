package dev.sealward.run;

import dev.sealward.access.Level;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.LineSink;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs of projects (ST-SEC-004, ST-SEC-005): an entity starts one, streams its log in and ends
 * it; people, and entities with a policy, read it masked.
 *
 * <p>Guarantees: the text of an event is masked before it is stored or told to anyone, or a
 * placeholder stands in its place, the run goes on, and the failure is alerted, audited and
 * counted; {@link DomainEvent.RunAdvanced} is fired inside the storing transaction, for observers
 * that act after its success. Does not protect against a value that a runner cuts in two and sends
 * in two uploads, or the rest of a key that nobody stored and whose first line stands in the very
 * event that could not be masked.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Runs {
  static final int MAX_PAGE = 1_000;
  private static final int MAX_TITLE_CHARS = 200;

  private final RunRows runs;
  private final ProjectRows projects;
  private final EntityManager entities;
  private final EventBatches batches;
  private final ProjectAccess access;
  private final AuditTrail audit;
  private final Guard guard;
  private final Guesses guesses;
  private final Clock clock;
  private final Event<DomainEvent.RunAdvanced> advanced;
  private final UploadSlots uploads = new UploadSlots(48, 32, 8);

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Runs() {
    this(null, null, null, null, null, null, null, null);
  }

  @Inject
  Runs(
      EntityManager entities,
      EventBatches batches,
      Policies policies,
      AuditTrail audit,
      Guard guard,
      Guesses guesses,
      Clock clock,
      Event<DomainEvent.RunAdvanced> advanced) {
    this.runs = new RunRows(entities);
    this.projects = new ProjectRows(entities);
    this.entities = entities;
    this.batches = batches;
    this.access = new ProjectAccess(projects, policies, audit);
    this.audit = audit;
    this.guard = guard;
    this.guesses = guesses;
    this.clock = clock;
    this.advanced = advanced;
  }

  /** Starts a run in a project the entity may write to. */
  @NeedsGrant(Level.WRITE)
  @Redacted
  @Transactional
  public RunView start(Caller entityCaller, ProjectId project, @Nullable String title) {
    access.requireWrite(entityCaller, project);
    String line = Input.requiredLine("title", title, MAX_TITLE_CHARS);
    guard.refusePlaintext(entityCaller, "title", line);
    if (projects.find(entityCaller, project).isEmpty()) {
      throw access.absent(entityCaller, project);
    }
    RunRow row = new RunRow(UUID.randomUUID(), entityCaller, project, line, clock.instant());
    entities.persist(row);
    RunId run = RunId.of(row.id());
    audit.record(
        entityCaller,
        Action.RUN_STARTED,
        ProjectAccess.target(run),
        ProjectAccess.target(project),
        null);
    advanced.fire(new DomainEvent.RunAdvanced(entityCaller.tenant(), run, 0));
    return row.view();
  }

  /**
   * Masks and stores an upload while it comes in. Refused before anything is read if the run cannot
   * take events or nothing can be masked now; a refusal later on is in the answer, with what was
   * stored until then.
   */
  @NeedsGrant(Level.WRITE)
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public Appended append(Caller entityCaller, ProjectId project, RunId run, EventSource source) {
    uploads.take(entityCaller);
    try {
      long lastSeq = batches.lastSeq(entityCaller, project, run);
      Redactor redactor = guard.redactor(entityCaller.tenant());
      Upload.Store store =
          batch -> {
            Upload.Stored stored = batches.store(entityCaller, project, run, batch);
            guesses.look(entityCaller);
            return stored;
          };
      Upload.Watch watch = watch(entityCaller, run);
      Function<LineSink, LineRedaction> masking = sink -> redactor.lines(noted(entityCaller, sink));
      Appended appended = new Upload(masking, clock, lastSeq, store, watch).take(source);
      guesses.look(entityCaller);
      return appended;
    } finally {
      uploads.release(entityCaller);
    }
  }

  private LineSink noted(Caller entity, LineSink sink) {
    LineSink counted = guard.counted(entity.tenant(), WayOut.RUN_EVENT, sink);
    return (id, text) -> {
      guesses.note(entity, text.findings());
      counted.line(id, text);
    };
  }

  private Upload.Watch watch(Caller caller, RunId run) {
    return new Upload.Watch() {
      @Override
      public void opened(String stream) {
        guard.refusePlaintext(caller, "stream", stream);
      }

      @Override
      public void maskingFailed(int events, boolean first) {
        guard.countFailures(WayOut.RUN_EVENT, events);
        if (first) {
          guard.reportFailure(caller, ProjectAccess.target(run), "events of one stream");
        }
      }
    };
  }

  /** Ends a run; it takes no events from then on. */
  @NeedsGrant(Level.WRITE)
  @Redacted
  @Transactional
  public RunView finish(Caller entityCaller, ProjectId project, RunId run, RunState end) {
    access.requireWrite(entityCaller, project);
    RunRow row =
        runs.lock(entityCaller, project, run).orElseThrow(() -> access.absent(entityCaller, run));
    row.end(end, clock.instant());
    audit.record(
        entityCaller,
        Action.RUN_FINISHED,
        ProjectAccess.target(run),
        ProjectAccess.target(project),
        end.text());
    advanced.fire(new DomainEvent.RunAdvanced(entityCaller.tenant(), run, row.lastSeq()));
    return row.view();
  }

  @NeedsGrant(value = Level.READ, people = Permission.SEE_RUNS)
  @Redacted
  @Transactional
  public RunView get(Caller caller, ProjectId project, RunId run) {
    access.requireRead(caller, project);
    return find(caller, project, run).view();
  }

  /** A project's runs, newest first, at most {@code limit}, from after {@code after} on. */
  @NeedsGrant(value = Level.READ, people = Permission.SEE_RUNS)
  @Redacted
  @Transactional
  public List<RunView> latest(
      Caller caller, ProjectId project, int limit, @Nullable RunCursor after) {
    access.requireRead(caller, project);
    if (projects.find(caller, project).isEmpty()) {
      throw access.absent(caller, project);
    }
    return runs.latest(caller, project, bounded(limit), after).stream().map(RunRow::view).toList();
  }

  /** A run's events after a seq, in order; a page ends early where its texts grow large. */
  @NeedsGrant(value = Level.READ, people = Permission.SEE_RUNS)
  @Redacted
  @Transactional
  public EventPage events(Caller caller, ProjectId project, RunId run, long afterSeq, int limit) {
    access.requireRead(caller, project);
    return runs.page(find(caller, project, run), afterSeq, bounded(limit));
  }

  private RunRow find(Caller caller, ProjectId project, RunId run) {
    return runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
  }

  private static int bounded(int limit) {
    return Math.max(1, Math.min(limit, MAX_PAGE));
  }
}
