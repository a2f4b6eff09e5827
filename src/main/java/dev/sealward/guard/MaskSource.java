package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Mask;
import java.util.OptionalLong;
import java.util.Set;
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

  /** The tenants that have masks now. */
  Set<TenantId> tenants();

  /** The tenant's 32-byte fingerprint key, as a copy the caller may zero. */
  byte[] fingerprintKey(TenantId tenant);

  /** Hands every mask of the tenant to {@code sink}, those of destroyed versions too. */
  void masks(TenantId tenant, Consumer<Mask> sink);

  /**
   * Grows with each change that adds masks of the tenant and has committed; empty when no other
   * process can make one, so that what is registered here is all there is.
   */
  OptionalLong epoch(TenantId tenant);

  /**
   * Hands the masks to {@code sink} that were added after {@code epoch}, perhaps some from before.
   *
   * @return the epoch it is at then
   */
  long masksSince(TenantId tenant, long epoch, Consumer<Mask> sink);
}
