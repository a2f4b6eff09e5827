package dev.sealward.access;

import dev.sealward.kernel.TenantId;

/** A kind of thing policies are about; the module that keeps such things answers for it. */
public interface GrantTarget {
  /** The target kind, for example {@code secret}. */
  String kind();

  boolean exists(TenantId tenant, String id);
}
