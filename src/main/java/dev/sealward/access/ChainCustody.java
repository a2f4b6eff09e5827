package dev.sealward.access;

import dev.sealward.audit.Chain;
import dev.sealward.audit.ChainState;
import dev.sealward.kernel.Caller;
import dev.sealward.keys.ChainSchedule;
import dev.sealward.keys.WorkProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;

/**
 * Who may see how the trail's chain stands, and have it checked: who may see the trail.
 *
 * <p>Guarantee: every method asks before it acts, and a refusal is audited.
 */
@ApplicationScoped
@Transactional
public class ChainCustody {
  private final Chain chain;
  private final ChainSchedule schedule;
  private final Policies policies;

  @Inject
  ChainCustody(Chain chain, ChainSchedule schedule, Policies policies) {
    this.chain = chain;
    this.schedule = schedule;
    this.policies = policies;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ChainCustody() {
    this(null, null, null);
  }

  /** How far the trail of the caller's tenant is sealed and verified, and what is wrong with it. */
  public ChainState state(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    return chain.state(caller.tenant());
  }

  /**
   * Has the whole trail checked, beside what the server serves.
   *
   * @throws dev.sealward.kernel.Refused CONFLICT when it is being checked already
   */
  public void verify(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    schedule.begin(caller);
  }

  /** How far the newest check is; empty when there never was one. */
  public Optional<WorkProgress> progress(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    return schedule.progress();
  }
}
