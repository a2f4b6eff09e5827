package dev.sealward.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/** Bytes two processes can compute without one telling the other; as a source of "randomness". */
final class KnownBytes extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final String label;
  private int draws;

  KnownBytes(String label) {
    super(null, null);
    this.label = label;
  }

  @Override
  public synchronized void nextBytes(byte[] bytes) {
    fill(label, draws++, bytes);
  }

  /** What the draw with that number gave, from 0. */
  static byte[] draw(String label, int number, int length) {
    byte[] bytes = new byte[length];
    fill(label, number, bytes);
    return bytes;
  }

  private static void fill(String label, int number, byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (int at = 0; at < bytes.length; at += 32) {
        sha256.update(label.getBytes(StandardCharsets.UTF_8));
        sha256.update(ByteBuffer.allocate(8).putInt(number).putInt(at).array());
        byte[] block = sha256.digest();
        System.arraycopy(block, 0, bytes, at, Math.min(32, bytes.length - at));
        Arrays.fill(block, (byte) 0);
      }
      // A digest keeps its last result otherwise.
      sha256.reset();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
