package dev.sealward.access;

import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * Who may see the security alerts and take care of them: of their own tenant, and of the workspaces
 * they reach.
 *
 * <p>Guarantee: every method asks before it acts, and a refusal is audited.
 */
@ApplicationScoped
@Transactional
public class AlertCustody {
  private final Alerts alerts;
  private final Policies policies;

  @Inject
  AlertCustody(Alerts alerts, Policies policies) {
    this.alerts = alerts;
    this.policies = policies;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected AlertCustody() {
    this(null, null);
  }

  /**
   * Alerts, newest first, a page at a time; at most 200.
   *
   * @param beforeId the last row of the page before
   */
  @Redacted
  @Needs(Permission.SEE_ALERTS)
  public List<AlertRecord> before(Caller caller, boolean openOnly, long beforeId, int limit) {
    policies.require(caller, Permission.SEE_ALERTS);
    return alerts.before(caller, openOnly, beforeId, limit);
  }

  /** How many alerts nobody has acknowledged. */
  @Needs(Permission.SEE_ALERTS)
  public long openCount(Caller caller) {
    policies.require(caller, Permission.SEE_ALERTS);
    return alerts.openCount(caller);
  }

  /** The open alerts that somebody has to look into at once, newest first. */
  @Redacted
  @Needs(Permission.SEE_ALERTS)
  public List<AlertRecord> openOfHighPriority(Caller caller) {
    policies.require(caller, Permission.SEE_ALERTS);
    return alerts.openOfHighPriority(caller);
  }

  /**
   * Marks an alert as seen; a second time changes nothing.
   *
   * @throws Refused MISSING when there is none the caller reaches
   */
  @Needs(Permission.ACKNOWLEDGE_ALERTS)
  public void acknowledge(Caller caller, long alert) {
    policies.require(caller, Permission.ACKNOWLEDGE_ALERTS);
    alerts.acknowledge(caller, alert);
  }
}
