package dev.sealward.inserver;

import static dev.sealward.audit.AlertKind.RENDER_LEAK;
import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
  @Inject Recorded recorded;
  @Inject ServerTransaction transaction;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void alertOutlivesTheTransactionItWasRaisedIn() throws Exception {
    long before = alerts.openCount(admin);
    transaction.begin();
    alerts.raise(Installed.TENANT, AlertKind.RENDER_LEAK, "/some-page", "known value");
    transaction.rollback();

    assertThat(alerts.openCount(admin)).isEqualTo(before + 1);
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
            recorded.search(
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
    assertThat(alerts.before(foreigner, false, Long.MAX_VALUE, 200)).noneMatch(a -> a.id() == id);
  }

  @Test
  @Tag("FR-028-002b")
  void alertIsForWhoReachesItsWorkspace() {
    WorkspaceId there = WorkspaceId.of("alerts-there");
    Caller here = installed.person("alerts-here", Set.of(Role.OPERATOR));
    Caller both = here.within(Reach.of(Set.of(Installed.WORKSPACE, there)));
    Caller nobody = here.within(Reach.of(Set.of()));
    Caller lead = installed.person("alerts-lead", Set.of(Role.SECURITY_LEAD));

    long elsewhere = raised(() -> alerts.raise(in(there), RENDER_LEAK, "page", "elsewhere"));
    assertThat(List.of(lead, both)).allMatch(caller -> sees(caller, elsewhere));
    assertThat(List.of(here, nobody)).noneMatch(caller -> sees(caller, elsewhere));
    for (Caller stranger : List.of(here, nobody)) {
      assertRefused("NOT_FOUND", () -> alerts.acknowledge(stranger, elsewhere));
    }
    alerts.acknowledge(both, elsewhere);
    assertThat(alerts.openCount(nobody)).isZero();

    long wide = raised(() -> alerts.raise(Installed.TENANT, RENDER_LEAK, "page", "the tenant"));
    assertThat(sees(lead, wide)).isTrue();
    assertThat(List.of(here, both)).noneMatch(caller -> sees(caller, wide));
    long own = raised(() -> alerts.raise(here, RENDER_LEAK, "page", "here"));
    assertThat(List.of(here, both, lead)).allMatch(caller -> sees(caller, own));
  }

  /** An alert that counts for exactly those who see it, on the page and in the banner. */
  private boolean sees(Caller caller, long id) {
    boolean listed =
        alerts.before(caller, true, Long.MAX_VALUE, 200).stream().anyMatch(a -> a.id() == id);
    assertThat(alerts.openOfHighPriority(caller).stream().anyMatch(a -> a.id() == id))
        .isEqualTo(listed);
    return listed;
  }

  private long raised(Runnable raise) {
    raise.run();
    return alerts.latest(Installed.TENANT, true, 1).get(0).id();
  }

  private Caller in(WorkspaceId workspace) {
    return new Caller(
        Caller.Kind.PERSON,
        "alerts-there",
        Installed.TENANT,
        workspace,
        Set.of(Role.OPERATOR),
        "127.0.0.1",
        UUID.randomUUID());
  }
}
