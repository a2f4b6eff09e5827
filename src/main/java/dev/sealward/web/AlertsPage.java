package dev.sealward.web;

import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /alerts}: what Sealward had to stop, for somebody to look into and acknowledge. */
@Named
@RequestScoped
public class AlertsPage {
  private static final int ROWS = 100;

  private final Visit visit;
  private final Policies policies;
  private final Alerts alerts;
  private @Nullable List<AlertRecord> rows;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AlertsPage() {
    this(null, null, null);
  }

  @Inject
  AlertsPage(Visit visit, Policies policies, Alerts alerts) {
    this.visit = visit;
    this.policies = policies;
    this.alerts = alerts;
  }

  public void load() {
    getRows();
  }

  /** Whether acknowledged alerts are shown too. */
  public boolean isAll() {
    return visit.query("show").filter("all"::equals).isPresent();
  }

  public List<AlertRecord> getRows() {
    if (rows == null) {
      policies.require(visit.caller(), Permission.SEE_ALERTS);
      rows = alerts.latest(visit.caller().tenant(), !isAll(), ROWS);
    }
    return rows;
  }

  /** Acknowledges the alert whose id the row's form sent along. */
  public void acknowledge() {
    visit.attempt(
        () -> {
          policies.require(visit.caller(), Permission.ACKNOWLEDGE_ALERTS);
          String id = visit.query("alert").orElse("");
          if (id.isEmpty() || id.length() > 18 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refused.missing("alert");
          }
          alerts.acknowledge(visit.caller(), Long.parseLong(id));
          visit.say("The alert is acknowledged.");
          visit.goTo(isAll() ? "/alerts?show=all" : "/alerts");
        });
  }
}
