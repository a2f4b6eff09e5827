package dev.sealward.web;

import dev.sealward.access.AlertCustody;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.access.SignIns;
import dev.sealward.audit.AlertRecord;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What surrounds every page: who is signed in, what they may do, how many alerts are open. */
@Named
@RequestScoped
public class Frame {
  private final Visit visit;
  private final Policies policies;
  private final AlertCustody alerts;
  private final SignIns signIns;
  private final Notices notices;
  private long openAlerts = -1;
  private @Nullable List<AlertRecord> urgentAlerts;
  private @Nullable List<String> said;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Frame() {
    this(null, null, null, null, null);
  }

  @Inject
  Frame(Visit visit, Policies policies, AlertCustody alerts, SignIns signIns, Notices notices) {
    this.visit = visit;
    this.policies = policies;
    this.alerts = alerts;
    this.signIns = signIns;
    this.notices = notices;
  }

  public String getPerson() {
    return visit.caller().id();
  }

  /** {@code Operator, security lead}. */
  public String getRoles() {
    String roles =
        visit.caller().roles().stream()
            .sorted()
            .map(role -> role.text().replace('_', ' '))
            .collect(Collectors.joining(", "));
    return roles.isEmpty()
        ? ""
        : roles.substring(0, 1).toUpperCase(Locale.ROOT) + roles.substring(1);
  }

  /** Whether the person's roles hold the permission of this name. */
  public boolean may(String permission) {
    return visit
        .person()
        .filter(person -> policies.holds(person, Permission.valueOf(permission)))
        .isPresent();
  }

  public long getOpenAlerts() {
    if (openAlerts < 0) {
      openAlerts = may("SEE_ALERTS") ? alerts.openCount(visit.caller()) : 0;
    }
    return openAlerts;
  }

  /** The open alerts of high priority, newest first; none for who may not see alerts. */
  public List<AlertRecord> getUrgentAlerts() {
    if (urgentAlerts == null) {
      urgentAlerts = may("SEE_ALERTS") ? alerts.openOfHighPriority(visit.caller()) : List.of();
    }
    return urgentAlerts;
  }

  /** What was done just now, to be said once. */
  public List<String> getNotices() {
    if (said == null) {
      said = notices.take();
    }
    return said;
  }

  /** Whether a form came back too late to be taken, so that the page was loaded anew. */
  public boolean isFormExpired() {
    return visit.query("expired").isPresent();
  }

  public void signOut() {
    Caller leaving = visit.caller();
    signIns.signOut(leaving);
    visit.signOut();
    visit.goTo("/sign-in");
  }
}
