package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Chain;
import dev.sealward.audit.ChainBreak;
import dev.sealward.audit.ChainState;
import dev.sealward.audit.Checkpoints;
import dev.sealward.audit.Target;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.keys.ChainSchedule;
import dev.sealward.keys.WorkProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may see how the trail's chain stands, and have it checked: who may see the trail.
 *
 * <p>Guarantee: every method asks before it acts, and a refusal is audited.
 */
@ApplicationScoped
@Transactional
public class ChainCustody {
  private static final Target TRAIL = new Target("audit", "trail");

  private final Chain chain;
  private final ChainSchedule schedule;
  private final Policies policies;
  private final Checkpoints checkpoints;
  private final AuditTrail auditTrail;

  @Inject
  ChainCustody(
      Chain chain,
      ChainSchedule schedule,
      Policies policies,
      Checkpoints checkpoints,
      AuditTrail auditTrail) {
    this.chain = chain;
    this.schedule = schedule;
    this.policies = policies;
    this.checkpoints = checkpoints;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ChainCustody() {
    this(null, null, null, null, null);
  }

  /** How far the trail of the caller's tenant is sealed and verified, and what is wrong with it. */
  @Redacted
  @Needs(Permission.SEE_AUDIT)
  public ChainState state(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    return chain.state(caller.tenant());
  }

  /**
   * Has the whole trail checked, beside what the server serves.
   *
   * @throws dev.sealward.kernel.Refused CONFLICT when it is being checked already
   */
  @Needs(Permission.SEE_AUDIT)
  public void verify(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    schedule.begin(caller);
  }

  /**
   * A signed checkpoint of the caller's tenant, to be kept elsewhere.
   *
   * @throws dev.sealward.kernel.Refused CONFLICT when nothing is sealed yet
   */
  @Needs(Permission.SEE_AUDIT)
  public String checkpoint(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    String made = checkpoints.make(caller.tenant());
    auditTrail.record(caller, Action.AUDIT_CHECKPOINT_MADE, TRAIL);
    return made;
  }

  /** The key checkpoints are verified with, as PEM. */
  @Needs(Permission.SEE_AUDIT)
  public String publicKey(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    return checkpoints.publicKey();
  }

  /**
   * Compares the trail of the caller's tenant with a checkpoint that was kept.
   *
   * @param text the checkpoint as it was downloaded
   * @return what is wrong; empty when the trail still holds what the checkpoint says
   * @throws dev.sealward.kernel.Refused INVALID when it is no checkpoint of this tenant, signed
   *     here
   */
  @Redacted
  @Needs(Permission.SEE_AUDIT)
  public Optional<ChainBreak> compare(Caller caller, @Nullable String text) {
    policies.require(caller, Permission.SEE_AUDIT);
    return checkpoints.compare(caller.tenant(), text == null ? "" : text);
  }

  /** How far the newest check is; empty when there never was one. */
  @Redacted
  @Needs(Permission.SEE_AUDIT)
  public Optional<WorkProgress> progress(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    return schedule.progress();
  }
}
