package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditQuery;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-004")
@Tag("ST-SEC-006")
class AlertsIT {
  @Inject Installed installed;
  @Inject Alerts alerts;
  @Inject AuditTrail trail;
  @Inject UserTransaction transaction;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void alertOutlivesTheTransactionItWasRaisedIn() throws Exception {
    long before = alerts.openCount(Installed.TENANT);
    transaction.begin();
    alerts.raise(Installed.TENANT, AlertKind.RENDER_LEAK, "/some-page", "known value");
    transaction.rollback();

    assertThat(alerts.openCount(Installed.TENANT)).isEqualTo(before + 1);
    AlertRecord newest = alerts.latest(Installed.TENANT, true, 1).get(0);
    assertThat(newest.kind()).isEqualTo(AlertKind.RENDER_LEAK);
    assertThat(newest.kind().severity()).isEqualTo(AlertKind.Severity.HIGH);
    assertThat(newest.component()).isEqualTo("/some-page");
    assertThat(newest.open()).isTrue();
  }

  @Test
  void acknowledgedOnceItIsClosedAndAudited() {
    alerts.raise(Installed.TENANT, AlertKind.DENIED_BURST, "acknowledged", "ten in a minute");
    long id = alerts.latest(Installed.TENANT, true, 1).get(0).id();

    alerts.acknowledge(admin, id);
    alerts.acknowledge(installed.admin(), id);

    AlertRecord closed =
        alerts.latest(Installed.TENANT, false, 200).stream()
            .filter(alert -> alert.id() == id)
            .findFirst()
            .orElseThrow();
    assertThat(closed.open()).isFalse();
    assertThat(closed.acknowledgedBy()).isEqualTo("root-admin");
    assertThat(alerts.latest(Installed.TENANT, true, 200)).noneMatch(alert -> alert.id() == id);
    assertThat(
            trail.search(
                Installed.TENANT, AuditQuery.about(new Target("alert", Long.toString(id)), 10)))
        .singleElement()
        .satisfies(row -> assertThat(row.action()).isEqualTo(Action.ALERT_ACKNOWLEDGED));
  }

  @Test
  @Tag("FOUND-07")
  void anotherTenantsAlertIsMissing() {
    alerts.raise(Installed.TENANT, AlertKind.DENIED_BURST, "not for eve", "ten in a minute");
    long id = alerts.latest(Installed.TENANT, true, 1).get(0).id();
    Caller foreigner = installed.foreigner();
    assertRefused("NOT_FOUND", () -> alerts.acknowledge(foreigner, id));
    assertThat(alerts.latest(foreigner.tenant(), false, 200)).noneMatch(a -> a.id() == id);
  }
}
