package dev.sealward.access;

import dev.sealward.kernel.TenantId;
import java.util.Optional;

/** A kind of thing policies are about; the module that keeps such things answers for it. */
public interface GrantTarget {
  /** The target kind, for example {@code secret}. */
  String kind();

  /** The thing of this id and where it lies; empty when there is none. */
  Optional<Asset> find(TenantId tenant, String id);
}
