package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;

/**
 * Keeps what is wrong with the trail, audits it and raises an alert of high priority, once for each
 * place and for a thousand places of a tenant at most. Puts nothing right.
 */
@ApplicationScoped
class Breaks {
  static final int MOST = 1_000;

  private final EntityManager rows;
  private final AuditTrail trail;
  private final Alerts alerts;
  private final Clock clock;

  @Inject
  Breaks(EntityManager rows, AuditTrail trail, Alerts alerts, Clock clock) {
    this.rows = rows;
    this.trail = trail;
    this.alerts = alerts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Breaks() {
    this(null, null, null, null);
  }

  /** In one transaction: a place is kept with its record, or found again the next time. */
  @Transactional(REQUIRES_NEW)
  void report(ChainBreak found) {
    TenantId tenant = TenantId.of(found.tenant());
    boolean isNew = new ChainRows(Sql.of(rows)).add(found, clock.instant(), MOST);
    // A segment may have been put right in between.
    boolean again =
        found.kind().isOfASegment()
            && !alerts.isOpen(tenant, AlertKind.AUDIT_CHANGED, found.sentence());
    if (!isNew && !again) {
      return;
    }
    trail.record(
        Caller.system("audit-check", tenant, WorkspaceId.of("default")),
        Action.AUDIT_BROKEN,
        new Target(
            "audit", found.eventId() == 0 ? "seal " + found.seal() : "row " + found.eventId()),
        found.sentence());
    alerts.raise(tenant, AlertKind.AUDIT_CHANGED, "audit trail", found.sentence());
  }
}
