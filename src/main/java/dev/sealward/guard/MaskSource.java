package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Mask;
import java.util.function.Consumer;

/**
 * Port: where the masks of stored values come from. The module that stores secrets implements it.
 *
 * <p>Methods may throw a {@link dev.sealward.kernel.Refused}, which reaches the caller as it is.
 */
public interface MaskSource {
  /** Whether masks can be read now; false while the key ring is locked or not made yet. */
  boolean ready();

  /** Refuses, with the steps that mend it, unless {@link #ready}. */
  void requireReady();

  /** The tenant's 32-byte fingerprint key, as a copy the caller may zero. */
  byte[] fingerprintKey(TenantId tenant);

  /** Hands every mask of the tenant to {@code sink}, those of destroyed versions too. */
  void masks(TenantId tenant, Consumer<Mask> sink);
}
