package dev.sealward.access;

import dev.sealward.guard.MaskHistory;
import dev.sealward.guard.Redacted;
import dev.sealward.guard.RedactionRules;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.guard.RulePreview;
import dev.sealward.guard.RuleView;
import dev.sealward.guard.StoredCounts;
import dev.sealward.guard.TriedText;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may see what redaction does, and change it: operators, security leads and admins see and try;
 * admins change rules.
 *
 * <p>Guarantee: every method asks before it acts, and a refusal is audited; what may leave more
 * readable than before (an allowance, a rule switched or deleted) needs a fresh proof of who asks.
 */
@ApplicationScoped
public class RuleCustody {
  private final RedactionRules rules;
  private final StoredCounts counts;
  private final Policies policies;
  private final Clock clock;

  @Inject
  RuleCustody(RedactionRules rules, StoredCounts counts, Policies policies, Clock clock) {
    this.rules = rules;
    this.counts = counts;
    this.policies = policies;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected RuleCustody() {
    this(null, null, null, null);
  }

  /** Refuses who may not see what redaction does. */
  @Needs(Permission.SEE_REDACTION)
  public void requireSeeing(Caller caller) {
    policies.require(caller, Permission.SEE_REDACTION);
  }

  /** Refuses who may not change rules. */
  @Needs(Permission.MANAGE_REDACTION)
  public void requireChanging(Caller caller) {
    policies.require(caller, Permission.MANAGE_REDACTION);
  }

  /** The rules in the order they were added. */
  @Needs(Permission.SEE_REDACTION)
  @Redacted
  public List<RuleView> list(Caller caller) {
    requireSeeing(caller);
    return rules.list(caller);
  }

  /** Adds a rule, which takes effect at once. */
  @Needs(Permission.MANAGE_REDACTION)
  @Redacted
  public RuleView add(Caller caller, RuleDraft draft) {
    requireChanging(caller);
    if (draft.form() != RuleForm.MASK) {
      policies.requireProof(caller);
    }
    return rules.add(caller, draft);
  }

  /** Switches a rule on or off. */
  @Needs(Permission.MANAGE_REDACTION)
  public void turn(Caller caller, UUID rule, boolean on) {
    policies.requireProven(caller, Permission.MANAGE_REDACTION);
    rules.turn(caller, rule, on);
  }

  @Needs(Permission.MANAGE_REDACTION)
  public void delete(Caller caller, UUID rule) {
    policies.requireProven(caller, Permission.MANAGE_REDACTION);
    rules.delete(caller, rule);
  }

  /** What a rule would do; nothing of it is stored. */
  @Needs(Permission.MANAGE_REDACTION)
  public RulePreview preview(Caller caller, RuleDraft draft, String samples) {
    requireChanging(caller);
    return rules.preview(caller, draft, samples);
  }

  /** Masks a text as logs are; nothing of it is stored. */
  @Needs(Permission.SEE_REDACTION)
  public TriedText tryText(Caller caller, String text) {
    requireSeeing(caller);
    return rules.tryText(caller, text);
  }

  /**
   * What was masked within the last hours, the one under way among them.
   *
   * @param only the kind the hours are of; null when of all
   */
  @Redacted
  @Needs(Permission.SEE_REDACTION)
  public MaskHistory lastHours(Caller caller, int hours, @Nullable String only) {
    requireSeeing(caller);
    Instant start = clock.instant().minus(Duration.ofHours(hours - 1L));
    return counts.since(caller.tenant(), start, only);
  }
}
