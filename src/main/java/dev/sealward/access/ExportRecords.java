package dev.sealward.access;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Records that rows leave the trail, each time in a transaction of its own. */
@ApplicationScoped
@Transactional(REQUIRES_NEW)
class ExportRecords {
  private static final Target TRAIL = new Target("audit", "export");

  private final AuditTrail trail;

  @Inject
  ExportRecords(AuditTrail trail) {
    this.trail = trail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  ExportRecords() {
    this(null);
  }

  void record(Caller caller, Action action, String detail) {
    trail.record(caller, action, TRAIL, detail);
  }
}
