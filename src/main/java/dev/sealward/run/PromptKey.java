package dev.sealward.run;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A prompt's key: its run and its number. JPA asks for a class with these two fields. */
class PromptKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private UUID runId;
  private int number;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  public PromptKey() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PromptKey key
        && number == key.number
        && Objects.equals(runId, key.runId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(runId, number);
  }
}
