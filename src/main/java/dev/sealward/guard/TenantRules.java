package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.RuleSet;

/**
 * The rules of a tenant that take effect.
 *
 * @param epoch grows with each change
 */
record TenantRules(TenantId tenant, long epoch, RuleSet set) {
  /** Of the two, which are one tenant's, the later. */
  TenantRules later(TenantRules other) {
    return other.epoch > epoch ? other : this;
  }
}
