package dev.sealward.run;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event's key: its run and its seq. JPA asks for a class with these two fields. */
class RunEventKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private UUID runId;
  private long seq;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  public RunEventKey() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunEventKey key && seq == key.seq && Objects.equals(runId, key.runId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(runId, seq);
  }
}
