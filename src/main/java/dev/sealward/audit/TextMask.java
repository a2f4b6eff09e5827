package dev.sealward.audit;

import dev.sealward.kernel.TenantId;

/**
 * Port: masks a text before it becomes part of an audit row or an alert. Rows carry ids that
 * callers send (of a project that does not exist, for one), and such an id may be a token. The
 * module that knows the values implements it.
 */
public interface TextMask {
  /**
   * The text with known values and exact token formats masked; a placeholder when it cannot be
   * masked. Never throws: what is recorded must not depend on it.
   */
  String masked(TenantId tenant, String text);
}
