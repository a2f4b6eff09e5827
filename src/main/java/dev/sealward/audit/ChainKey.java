package dev.sealward.audit;

import dev.sealward.crypto.VerifyingKey;
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

  /**
   * Signs a checkpoint, under another key than the MACs'.
   *
   * @throws dev.sealward.kernel.Refused UNAVAILABLE while the key ring is not open
   */
  byte[] sign(byte[] text);

  /**
   * What such signatures are verified with.
   *
   * @throws dev.sealward.kernel.Refused UNAVAILABLE while the key ring is not open
   */
  VerifyingKey verifyingKey();
}
