package dev.sealward.access;

import dev.sealward.kernel.SecretValue;
import java.time.Instant;

/**
 * A recovery key as it is printed, once.
 *
 * @param text its groups joined by dashes, in ASCII
 * @param fingerprint tells the prints of different keys apart; not secret
 */
public record RecoveryKit(SecretValue text, String fingerprint, Instant madeAt)
    implements AutoCloseable {
  @Override
  public void close() {
    text.close();
  }

  @Override
  public String toString() {
    return "RecoveryKit[" + fingerprint + "]";
  }
}
