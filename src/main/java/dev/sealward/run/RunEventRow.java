package dev.sealward.run;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** An event's row; written once, never changed; masked text only. */
@Entity
@Table(name = "run_event")
@IdClass(RunEventKey.class)
@Cacheable(false)
@Access(AccessType.FIELD)
class RunEventRow {
  @Id
  @Column(name = "run_id")
  private UUID runId;

  @Id private long seq;

  @Column(name = "event_time")
  private Instant time;

  private String stream;

  @Enumerated(EnumType.STRING)
  @Column(name = "log_level")
  private LogLevel level;

  @Column(name = "masked_text")
  private String maskedText;

  /** Length of the text in UTF-16 units, so that a page can be bounded before it is read. */
  @Column(name = "text_chars")
  private int textChars;

  /** How many places were masked. */
  private int masked;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected RunEventRow() {}

  RunEventRow(UUID runId, MaskedEvent event, Instant arrival) {
    this.runId = runId;
    this.seq = event.seq();
    this.time = event.timeOr(arrival);
    this.stream = event.stream();
    this.level = event.level();
    this.maskedText = event.text();
    this.textChars = maskedText.length();
    this.masked = event.masked();
  }

  EventView view() {
    return new EventView(seq, time, stream, level, maskedText);
  }
}
