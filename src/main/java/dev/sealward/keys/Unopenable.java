package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What follows when stored sealed bytes do not open: it is audited, a security lead is alerted, and
 * whoever asked hears which of the reasons it was.
 *
 * <p>Does not protect against: whoever can move and alter bytes can make one look like the other.
 */
@ApplicationScoped
public class Unopenable {
  private static final int MAX_ALERTED = 1_000;
  private static final Set<String> REPORTED =
      Stream.concat(
              Arrays.stream(Damage.values()).map(Enum::name),
              Stream.of(EnvelopeRows.SCOPE_UNREADABLE))
          .collect(Collectors.toUnmodifiableSet());

  private final AuditTrail auditTrail;
  private final Alerts alerts;
  // One alert for each thing until the next start; every attempt is audited all the same.
  private final Set<Target> alerted = ConcurrentHashMap.newKeySet();

  @Inject
  Unopenable(AuditTrail auditTrail, Alerts alerts) {
    this.auditTrail = auditTrail;
    this.alerts = alerts;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Unopenable() {
    this(null, null);
  }

  /** Reports what somebody asked for; both records have committed when this returns. */
  public void report(Caller caller, Action action, Target target, Diagnosis found) {
    report(
        caller,
        action,
        target,
        found.damage().code(),
        found.belongsTo(caller.tenant()).map(home -> "; " + home).orElse(""));
  }

  private void report(Caller caller, Action action, Target target, String code, String more) {
    auditTrail.recordRefusal(caller, action, target, code);
    if (isNew(target)) {
      try {
        alerts.raise(
            caller.tenant(),
            AlertKind.SEALED_BYTES_CHANGED,
            target.kind() + " " + target.id(),
            code + more + "; correlation " + caller.correlationId());
      } catch (RuntimeException notRaised) {
        alerted.remove(target);
        throw notRaised;
      }
    }
  }

  private boolean isNew(Target target) {
    return alerted.size() < MAX_ALERTED && alerted.add(target);
  }

  /** Reports that what recognises a value is gone. */
  public void reportMissing(TenantId tenant, Target target) {
    report(system(tenant), Action.UNSEAL_FAILED, target, "MASK_MISSING", "");
  }

  /** Reports that what recognised a destroyed value is gone, and nothing can make it again. */
  public void reportLost(TenantId tenant, Target target, Diagnosis found) {
    report(system(tenant), Action.UNSEAL_FAILED, target, "MASK_LOST", "; " + found.damage().code());
  }

  /** Reports rows that long work could not open, each once until the next start. */
  void report(Caller caller, Collection<BatchWork.Failure> failures) {
    for (BatchWork.Failure failure : failures) {
      Target target = new Target("work", failure.item());
      if (REPORTED.contains(failure.reason()) && !alerted.contains(target)) {
        report(caller, Action.UNSEAL_FAILED, target, "SEALED_" + failure.reason(), "");
      }
    }
  }

  /** Reports what Sealward itself needed. */
  public void report(TenantId tenant, Target target, Diagnosis found) {
    report(system(tenant), Action.UNSEAL_FAILED, target, found);
  }

  private static Caller system(TenantId tenant) {
    return Caller.system("keys", tenant, WorkspaceId.of("default"));
  }

  /** The refusal of what does not open. */
  public static Refused refused(String what, Diagnosis found, String... steps) {
    return Refused.unavailable(
        found.damage().code(), what + " " + found.damage().sentence(), steps);
  }
}
