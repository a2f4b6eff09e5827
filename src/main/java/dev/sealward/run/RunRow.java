package dev.sealward.run;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.RunId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run's row: its state and what its events add up to. */
@Entity
@Table(name = "run")
@Cacheable(false)
@Access(AccessType.FIELD)
class RunRow {
  /** One run's limit; a batch that begins below it is stored whole. */
  static final long MAX_EVENTS = 1_000_000;

  @Id private UUID id;

  private String tenant;
  private String workspace;

  @Column(name = "project_id")
  private String projectId;

  private String title;

  @Enumerated(EnumType.STRING)
  @Column(name = "run_state")
  private RunState state;

  @Column(name = "started_by")
  private String startedBy;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "last_seq")
  private long lastSeq;

  private long events;
  private long masked;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected RunRow() {}

  RunRow(UUID id, Caller starter, ProjectId project, String title, Instant now) {
    this.id = id;
    this.tenant = starter.tenant().value();
    this.workspace = starter.workspace().value();
    this.projectId = project.value();
    this.title = title;
    this.state = RunState.RUNNING;
    this.startedBy = starter.id();
    this.startedAt = now;
  }

  void requireOpen() {
    if (state != RunState.RUNNING) {
      throw Refused.conflict(
          "RUN_FINISHED", "This run has ended and takes nothing more.", "Start a new run.");
    }
  }

  void requireRoom() {
    if (events >= MAX_EVENTS) {
      throw Refused.of(
          Refused.Kind.TOO_LARGE,
          Remedy.of(
              "RUN_FULL",
              "This run holds " + MAX_EVENTS + " events, the most one run takes.",
              "Finish it and go on in a new run."));
    }
  }

  void advance(long highestSeq, int added, int maskedPlaces) {
    lastSeq = Math.max(lastSeq, highestSeq);
    events += added;
    masked += maskedPlaces;
  }

  void end(RunState end, Instant now) {
    requireOpen();
    if (end == RunState.RUNNING) {
      throw RunState.notAnEnd();
    }
    state = end;
    endedAt = now;
  }

  UUID id() {
    return id;
  }

  long lastSeq() {
    return lastSeq;
  }

  RunView view() {
    return new RunView(
        RunId.of(id),
        ProjectId.of(projectId),
        title,
        state,
        startedBy,
        startedAt,
        endedAt,
        lastSeq,
        events,
        masked);
  }
}
