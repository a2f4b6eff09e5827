package dev.sealward.run;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The key of a part of a prompt. JPA asks for a class with these three fields. */
class PromptPartKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private UUID runId;
  private int number;
  private int part;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  public PromptPartKey() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PromptPartKey key
        && number == key.number
        && part == key.part
        && Objects.equals(runId, key.runId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(runId, number, part);
  }
}
