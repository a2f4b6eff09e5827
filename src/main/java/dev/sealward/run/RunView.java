package dev.sealward.run;

import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as pages and the API show it.
 *
 * @param lastSeq the highest seq stored; 0 while there is none
 * @param events how many events are stored
 * @param masked how many places in them were masked
 */
public record RunView(
    RunId id,
    ProjectId project,
    String title,
    RunState state,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt,
    long lastSeq,
    long events,
    long masked) {

  /** Where a listing goes on after this run. */
  public RunCursor cursor() {
    return new RunCursor(startedAt, id);
  }
}
