package dev.sealward.crypto;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Password hashes at the least cost there is, which count how often they are computed. */
public final class CountedHashes {
  private CountedHashes() {}

  public static PasswordHash counting(AtomicInteger computed) {
    Semaphore permits =
        new Semaphore(1) {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean tryAcquire(long timeout, TimeUnit unit) {
            computed.incrementAndGet();
            return super.tryAcquire();
          }
        };
    return new PasswordHash(new Argon2Cost(64, 1, 1), permits, Duration.ZERO);
  }
}
