package dev.sealward.access;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one row that says how far set-up came. */
@Entity
@Table(name = "installation")
@Access(AccessType.FIELD)
class InstallationRow {
  static final int ONLY = 1;

  @Id private int id;

  @Column(name = "set_up_at")
  private @Nullable Instant setUpAt;

  private @Nullable String restoring;

  @Column(name = "second_factor_of")
  private @Nullable String secondFactorOf;

  protected InstallationRow() {}

  /** Whether a backup is being restored, so that whatever rows there are count for nothing yet. */
  boolean isRestoring() {
    return restoring != null;
  }

  boolean isSetUp() {
    return setUpAt != null;
  }

  SecondFactorDemand secondFactorOf() {
    return secondFactorOf == null
        ? SecondFactorDemand.NOBODY
        : SecondFactorDemand.parse(secondFactorOf);
  }

  void demandSecondFactor(SecondFactorDemand of) {
    secondFactorOf = of.text();
  }

  void setUp(Instant at) {
    setUpAt = at;
  }
}
