package dev.sealward.audit;

import java.util.Optional;

/**
 * Port: the keys the trail is proved with. Both are random, sealed by the key ring, re-wrapped and
 * backed up with the rest. The module that has the ring implements it.
 */
public interface ChainKey {
  /**
   * What makes and checks MACs; empty while the key ring is not open.
   *
   * @throws dev.sealward.kernel.Refused UNAVAILABLE when the ring is open and this key does not
   *     open
   */
  Optional<ChainMac> mac();
}
