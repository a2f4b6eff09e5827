package dev.sealward.web;

import dev.sealward.access.AlertCustody;
import dev.sealward.audit.AlertRecord;
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
  private final AlertCustody alerts;
  private @Nullable List<AlertRecord> rows;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AlertsPage() {
    this(null, null);
  }

  @Inject
  AlertsPage(Visit visit, AlertCustody alerts) {
    this.visit = visit;
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
      rows = alerts.before(visit.caller(), !isAll(), before(), ROWS + 1);
    }
    return rows.subList(0, Math.min(ROWS, rows.size()));
  }

  private long before() {
    String id = visit.query("before").orElse("");
    return id.isEmpty() ? Long.MAX_VALUE : number(id);
  }

  private static long number(String id) {
    if (!id.matches("[0-9]{1,18}")) {
      throw Refused.missing("alert");
    }
    return Long.parseLong(id);
  }

  /** The address of the page of older alerts; null on the last. */
  public @Nullable String getOlder() {
    int shown = getRows().size();
    return rows == null || rows.size() <= shown
        ? null
        : (isAll() ? "?show=all&before=" : "?before=") + rows.get(shown - 1).id();
  }

  /** Acknowledges the alert whose id the row's form sent along. */
  public void acknowledge() {
    visit.attempt(
        () -> {
          alerts.acknowledge(visit.caller(), number(visit.query("alert").orElse("")));
          visit.say("The alert is acknowledged.");
          visit.goTo(isAll() ? "/alerts?show=all" : "/alerts");
        });
  }
}
