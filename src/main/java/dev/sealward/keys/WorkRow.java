package dev.sealward.keys;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A piece of long work and how far it is. */
@Entity
@Table(name = "batch_work")
@Access(AccessType.FIELD)
class WorkRow {
  @Id private UUID id;

  private String kind;
  private String subject;

  @Enumerated(EnumType.STRING)
  @Column(name = "work_state")
  private WorkState state;

  private long total;
  private long done;
  private long failed;
  private @Nullable String place;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "started_by")
  private String startedBy;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected WorkRow() {}

  WorkRow(String kind, String subject, long total, Instant now, String by) {
    this.id = UUID.randomUUID();
    this.kind = kind;
    this.subject = subject;
    this.state = WorkState.RUNNING;
    this.total = total;
    this.startedAt = now;
    this.startedBy = by;
    this.updatedAt = now;
  }

  UUID id() {
    return id;
  }

  String kind() {
    return kind;
  }

  WorkState state() {
    return state;
  }

  /** Where the next batch of this pass begins; null for at its beginning. */
  @Nullable String place() {
    return place;
  }

  void advance(int rows, int failures, @Nullable String next, Instant now) {
    done += rows;
    failed += failures;
    place = next;
    updatedAt = now;
  }

  void state(WorkState next, Instant now) {
    state = next;
    updatedAt = now;
    endedAt = next == WorkState.DONE || next == WorkState.SUPERSEDED ? now : null;
  }

  /** Begins the pass again. */
  void startOver() {
    place = null;
  }

  /** Goes through everything that is left once more. */
  void again(Instant now) {
    failed = 0;
    startOver();
    state(WorkState.RUNNING, now);
  }

  WorkProgress view(long remaining, long perSecond, List<BatchWork.Failure> failures) {
    return new WorkProgress(
        id, kind, subject, state, total, done, failed, remaining, perSecond, startedAt, startedBy,
        updatedAt, endedAt, failures);
  }
}
