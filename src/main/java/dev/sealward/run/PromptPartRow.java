package dev.sealward.run;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A part of a prompt's masked text: no column takes all of it on both databases. */
@Entity
@Table(name = "prompt_part")
@IdClass(PromptPartKey.class)
@Cacheable(false)
@Access(AccessType.FIELD)
class PromptPartRow {
  private static final int MAX_CHARS = 500_000;

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

  private PromptPartRow(UUID runId, int number, int part, String maskedText) {
    this.runId = runId;
    this.number = number;
    this.part = part;
    this.maskedText = maskedText;
  }

  /** The text in its parts. */
  static List<PromptPartRow> of(UUID run, int number, PromptJson.Masked prompt) {
    String text = prompt.text();
    List<PromptPartRow> parts = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + MAX_CHARS);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      parts.add(new PromptPartRow(run, number, parts.size(), text.substring(from, to)));
      from = to;
    }
    return parts;
  }

  int number() {
    return number;
  }

  String maskedText() {
    return maskedText;
  }
}
