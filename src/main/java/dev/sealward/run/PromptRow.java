package dev.sealward.run;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A prompt's row; written once, never changed. Its text is in {@link PromptPartRow}s. */
@Entity
@Table(name = "prompt")
@IdClass(PromptKey.class)
@Cacheable(false)
@Access(AccessType.FIELD)
class PromptRow {
  @Id
  @Column(name = "run_id")
  private UUID runId;

  @Id private int number;

  @Column(name = "stored_at")
  private Instant storedAt;

  /** Length of the text in UTF-16 units, so that a page can be bounded before it is read. */
  private int chars;

  private int masked;

  private @Nullable String failure;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected PromptRow() {}

  PromptRow(
      UUID runId, int number, Instant storedAt, int chars, int masked, @Nullable String failure) {
    this.runId = runId;
    this.number = number;
    this.storedAt = storedAt;
    this.chars = chars;
    this.masked = masked;
    this.failure = failure;
  }

  int number() {
    return number;
  }

  int chars() {
    return chars;
  }

  PromptView view(String text) {
    return new PromptView(number, storedAt, chars, masked, failure == null ? text : null, failure);
  }
}
