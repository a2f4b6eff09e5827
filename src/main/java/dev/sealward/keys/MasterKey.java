package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import java.util.Arrays;
import java.util.function.Function;

/**
 * One version of the master key in memory.
 *
 * <p>Guarantees: {@link #close} waits for who uses the key and zeroes it; nobody is lent a key of
 * zeroes afterwards, so that nothing is ever derived from one. Never printed. Thread-safe.
 */
final class MasterKey implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  /** Takes ownership of {@code own}. */
  MasterKey(byte[] own) {
    this.bytes = own;
  }

  /**
   * Lends the key to {@code borrower}, which must not keep it.
   *
   * @throws Refused UNAVAILABLE when it was closed while somebody still worked with it
   */
  synchronized <T> T use(Function<byte[], T> borrower) {
    if (closed) {
      throw Refused.unavailable(
          "KEY_UNAVAILABLE", "The key was taken out of memory meanwhile.", "Try again.");
    }
    return borrower.apply(bytes);
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "MasterKey[hidden]";
  }
}
