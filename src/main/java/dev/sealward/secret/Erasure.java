package dev.sealward.secret;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The transactions of {@link VersionSweeper}. */
@ApplicationScoped
@Transactional
class Erasure {
  static final int BATCH = 100;

  private final SecretRows rows;
  private final StoredMasks storedMasks;
  private final StoredEnvelopes envelopes;
  private final AuditTrail auditTrail;
  private final Retention retention;
  private final Clock clock;

  @Inject
  Erasure(
      SecretRows rows,
      StoredMasks storedMasks,
      StoredEnvelopes envelopes,
      AuditTrail auditTrail,
      Retention retention,
      Clock clock) {
    this.rows = rows;
    this.auditTrail = auditTrail;
    this.storedMasks = storedMasks;
    this.envelopes = envelopes;
    this.retention = retention;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Erasure() {
    this(null, null, null, null, null, null);
  }

  /** Destroys a batch of versions whose overlap is over; says how many. */
  int destroyOverdue() {
    Instant now = clock.instant();
    List<VersionRow> overdue = rows.overdue(now, BATCH);
    for (VersionRow version : overdue) {
      SecretRow secret = rows.ofVersion(version);
      envelopes.discard(secret, version);
      version.destroy(now);
      auditTrail.record(
          Caller.system("version-sweeper", secret.scope().tenant(), secret.scope().workspace()),
          Action.VERSION_DESTROYED,
          new Target("secret", version.secretId().toString()),
          "version " + version.number());
      storedMasks.retain(version.secretId(), version.number(), now.plus(retention.masks()));
    }
    return overdue.size();
  }

  void dropMasks() {
    storedMasks.sweep();
  }
}
