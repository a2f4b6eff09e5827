package dev.sealward.web;

import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * What pages with grants share: the fields of a new one, and taking one away after it was named in
 * the address ({@code ?ungrant=…}), so that a button never hits another row.
 */
public abstract class GrantForm {
  private final Visit visit;
  private final Policies policies;
  private String entity = "";
  private String level = Level.READ.text();
  private String reason = "";
  private String validDays = "";

  GrantForm(Visit visit, Policies policies) {
    this.visit = visit;
    this.policies = policies;
  }

  /** Grants what the fields say, if the entity and the level are any. */
  void grantOn(Target target, EntityId to) {
    Integer days = Numbers.daysOrNull("validDays", validDays);
    policies.grant(visit.caller(), to, target, Level.parse(level), reason, days);
    visit.say("Access granted to " + to + ".");
  }

  /** Whether the address names this grant to be taken away. */
  boolean isNamed(PolicyView policy) {
    return visit.query("ungrant").filter(policy.id().toString()::equals).isPresent();
  }

  /** What taking it away comes to. */
  String consequenceOf(@Nullable PolicyView leaving) {
    return leaving == null ? "" : Consequences.of(policies, visit.caller(), leaving);
  }

  /** Takes away what the address names. */
  PolicyView takeAway(@Nullable PolicyView leaving) {
    if (leaving == null) {
      throw Refused.missing("grant");
    }
    policies.revoke(visit.caller(), leaving.id());
    visit.say("Access of " + leaving.entity() + " taken away.");
    return leaving;
  }

  public String getEntity() {
    return entity;
  }

  public void setEntity(String entity) {
    this.entity = entity == null ? "" : entity;
  }

  public String getLevel() {
    return level;
  }

  public void setLevel(String level) {
    this.level = level;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  public String getValidDays() {
    return validDays;
  }

  public void setValidDays(String validDays) {
    this.validDays = validDays;
  }
}
