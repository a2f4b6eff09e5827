/**
 * The key ring: where the master key comes from, its numbered versions, and the one place that
 * seals and opens envelopes with it.
 *
 * <p>Invariants: the source is decided once, at set-up, and recorded; a missing or locked source
 * means locked, never a weaker source; the master key leaves this module only as a derived scope
 * key that is closed after use, sealed to the recovery key, or inside a backup's sealed stream; a
 * blob's header chooses the key version. May use crypto, audit, guard and kernel.
 */
@NullMarked
package dev.sealward.keys;

import org.jspecify.annotations.NullMarked;
