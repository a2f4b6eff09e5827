package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.crypto.UnopenableException.Reason;
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

/**
 * What follows when stored sealed bytes do not open: it is audited, a security lead is alerted, and
 * whoever asked hears which of the reasons it was.
 *
 * <p>Does not protect against: bytes that were moved, altered or sealed under another key cannot be
 * told apart; they share one reason.
 */
@ApplicationScoped
public class Unopenable {
  private static final int MAX_ALERTED = 1_000;
  private static final Set<String> REASONS =
      Arrays.stream(Reason.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

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
  public void report(Caller caller, Action action, Target target, UnopenableException e) {
    report(caller, action, target, code(e.reason()));
  }

  private void report(Caller caller, Action action, Target target, String code) {
    auditTrail.recordRefusal(caller, action, target, code);
    if (isNew(target)) {
      try {
        alerts.raise(
            caller.tenant(),
            AlertKind.SEALED_BYTES_CHANGED,
            target.kind() + " " + target.id(),
            code + "; correlation " + caller.correlationId());
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
    report(system(tenant), Action.UNSEAL_FAILED, target, "MASK_MISSING");
  }

  /** Reports rows that long work could not open, each once until the next start. */
  void report(Caller caller, Collection<BatchWork.Failure> failures) {
    for (BatchWork.Failure failure : failures) {
      Target target = new Target("work", failure.item());
      if (REASONS.contains(failure.reason()) && !alerted.contains(target)) {
        report(caller, Action.UNSEAL_FAILED, target, "SEALED_" + failure.reason());
      }
    }
  }

  /** Reports what Sealward itself needed. */
  public void report(TenantId tenant, Target target, UnopenableException e) {
    report(system(tenant), Action.UNSEAL_FAILED, target, e);
  }

  private static Caller system(TenantId tenant) {
    return Caller.system("keys", tenant, WorkspaceId.of("default"));
  }

  /** The refusal of what does not open. */
  public static Refused refused(String what, UnopenableException e, String... steps) {
    return Refused.unavailable(code(e.reason()), what + " " + sentence(e.reason()), steps);
  }

  /** {@code SEALED_} and the reason. */
  static String code(Reason reason) {
    return "SEALED_" + reason.name();
  }

  private static String sentence(Reason reason) {
    return switch (reason) {
      case TRUNCATED -> "does not open: it was cut off.";
      case EXTENDED -> "does not open: something was added to it.";
      case UNKNOWN_FORMAT -> "does not open: its first bytes name no format there is.";
      case UNKNOWN_KEY_VERSION ->
          "does not open: it names a key version that is destroyed or was never here.";
      case TAMPERED_OR_WRONG_KEY ->
          "does not open: it was altered, moved here from elsewhere, or sealed under another key.";
      case NOT_FOR_THIS_OPENER, COST_OUT_OF_BOUNDS -> "does not open.";
    };
  }
}
