package dev.sealward.guard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long one connection may be waited for while it keeps a thread: {@link #MOST}, and what it
 * moves gives time back, up to that. So a connection that keeps moving at the least rate may stay,
 * and one that trickles may not, however fast it was before. Used by one thread.
 */
public final class Patience {
  public static final Duration MOST = Duration.ofSeconds(60);

  private final long nanosPerByte;
  private long left = MOST.toNanos();

  /**
   * @param bytesPerSecond the least rate
   */
  public Patience(int bytesPerSecond) {
    this.nanosPerByte = TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
  }

  /** Counts time that was spent waiting; whether there is any left. */
  public boolean lasts(long nanosWaited) {
    left -= nanosWaited;
    return left >= 0;
  }

  /** Gives back what so many bytes are worth. */
  public void moved(int bytes) {
    left = Math.min(MOST.toNanos(), left + bytes * nanosPerByte);
  }

  /** Gives all of it back. */
  public void renew() {
    left = MOST.toNanos();
  }
}
