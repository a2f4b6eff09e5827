package dev.sealward.crypto;

import java.security.SecureRandom;

/** Random bytes anybody can tell: 00, 01, 02 … ff, 00 …; for tests whose bytes are fixed. */
public final class CountingRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private int next;

  public CountingRandom() {
    super(null, null);
  }

  @Override
  public synchronized void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) next++;
    }
  }
}
