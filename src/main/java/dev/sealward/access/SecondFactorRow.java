package dev.sealward.access;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's second factor; its id is the person's. */
@Entity
@Table(name = "second_factor")
@Access(AccessType.FIELD)
class SecondFactorRow {
  /** How many codes may be wrong in a row before the first wait. */
  static final int FREE_FAILURES = 5;

  private static final long NO_STEP = -1;

  @Id private UUID id;

  private String tenant;
  private byte[] sealed;

  @Column(name = "key_version")
  private int keyVersion;

  @Column(name = "begun_at")
  private Instant begunAt;

  @Column(name = "confirmed_at")
  private @Nullable Instant confirmedAt;

  @Column(name = "used_step")
  private long usedStep;

  private int failures;

  @Column(name = "failed_at")
  private @Nullable Instant failedAt;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected SecondFactorRow() {}

  SecondFactorRow(UUID person, String tenant, byte[] sealed, int keyVersion, Instant now) {
    this.id = person;
    this.tenant = tenant;
    this.sealed = sealed.clone();
    this.keyVersion = keyVersion;
    this.begunAt = now;
    this.usedStep = NO_STEP;
  }

  UUID id() {
    return id;
  }

  String tenant() {
    return tenant;
  }

  byte[] sealed() {
    return sealed.clone();
  }

  /** Takes another seed, which waits for its first code. */
  void beginAgain(byte[] fresh, int freshKeyVersion, Instant now) {
    sealed = fresh.clone();
    keyVersion = freshKeyVersion;
    begunAt = now;
    usedStep = NO_STEP;
    failures = 0;
    failedAt = null;
  }

  /** When its first code was typed; null while it does not count yet. */
  @Nullable Instant confirmedAt() {
    return confirmedAt;
  }

  void confirm(Instant now) {
    confirmedAt = now;
  }

  Instant begunAt() {
    return begunAt;
  }

  long usedStep() {
    return usedStep;
  }

  /** Spends the code of a step, and those of every step before it. */
  void use(long step) {
    usedStep = step;
    forgive();
  }

  void forgive() {
    failures = 0;
    failedAt = null;
  }

  /** Whether another code may be tried now: each wrong one beyond a few doubles the wait. */
  boolean mayTry(Instant now) {
    Instant last = failedAt;
    return last == null
        || !now.isBefore(last.plus(Attempts.waitAfter(failures, FREE_FAILURES)))
        // a clock that was set back must not lock anybody out
        || last.isAfter(now.plus(Duration.ofMinutes(1)));
  }

  /**
   * Counts a wrong code.
   *
   * @return how many were wrong in a row
   */
  int failed(Instant now) {
    failures++;
    failedAt = now;
    return failures;
  }

  @Override
  public String toString() {
    return "SecondFactorRow[" + id + "]";
  }
}
