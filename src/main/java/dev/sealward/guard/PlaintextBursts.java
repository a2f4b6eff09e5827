package dev.sealward.guard;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.RefusalRecorded;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Locale;

/**
 * Alerts to somebody who brings secrets in plain text ten times within a minute: a program that is
 * wrongly set up, or one that tries which texts are secrets. One open alert for each of them is
 * enough. Counted in memory. Bounded.
 */
@ApplicationScoped
class PlaintextBursts {
  private static final int REFUSALS_OF_A_BURST = 10;

  private final Alerts alerts;
  private final Pace refusals;
  private final Pace told;

  @Inject
  PlaintextBursts(Alerts alerts, Clock clock) {
    this.alerts = alerts;
    this.refusals = new Pace(clock, REFUSALS_OF_A_BURST - 1);
    this.told = new Pace(clock, 1);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  PlaintextBursts() {
    this(null, null);
  }

  void refused(@Observes RefusalRecorded refusal) {
    if (refusal.action() != Action.PLAINTEXT_REFUSED) {
      return;
    }
    Caller caller = refusal.caller();
    String who = caller.kind().name().toLowerCase(Locale.ROOT) + " " + caller.id();
    String key = caller.tenant() + "/" + who;
    if (refusals.take(key).isPresent()
        && told.take(key).isEmpty()
        && !alerts.isOpen(caller, AlertKind.PLAINTEXT_BURST, "by " + who)) {
      alerts.raise(caller, AlertKind.PLAINTEXT_BURST, "plain text fields", "by " + who);
    }
  }
}
