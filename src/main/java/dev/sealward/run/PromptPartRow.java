package dev.sealward.run;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;

/** A part of a prompt's masked text: no column takes all of it on both databases. */
@Entity
@Table(name = "prompt_part")
@IdClass(PromptPartKey.class)
@Cacheable(false)
@Access(AccessType.FIELD)
class PromptPartRow {
  static final int MAX_CHARS = 500_000;

  @Id
  @Column(name = "run_id")
  private UUID runId;

  @Id private int number;
  @Id private int part;

  @Column(name = "masked_text")
  private String maskedText;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected PromptPartRow() {}

  PromptPartRow(UUID runId, int number, int part, String maskedText) {
    this.runId = runId;
    this.number = number;
    this.part = part;
    this.maskedText = maskedText;
  }

  int number() {
    return number;
  }

  String maskedText() {
    return maskedText;
  }
}
