package dev.sealward.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Key bytes the JDK's ciphers and MACs accept and that really are zeroed: {@code SecretKeySpec}
 * cannot be destroyed and keeps its copy until the garbage collector takes it.
 *
 * <p>Guarantee: once closed, {@link #getEncoded} fails instead of handing out zeroes, also when two
 * threads close and use it at once, so that nothing is ever encrypted under an all-zero key.
 */
final class RawKey implements SecretKey, AutoCloseable {
  static final int AES_256_BYTES = 32;

  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] bytes;
  private boolean destroyed;

  private RawKey(String algorithm, byte[] own) {
    this.algorithm = algorithm;
    this.bytes = own;
  }

  static RawKey aes256(byte[] bytes) {
    if (bytes.length != AES_256_BYTES) {
      throw new IllegalArgumentException("a key must be " + AES_256_BYTES + " bytes long");
    }
    return new RawKey("AES", bytes.clone());
  }

  static RawKey randomAes256(SecureRandom random) {
    byte[] own = new byte[AES_256_BYTES];
    random.nextBytes(own);
    return new RawKey("AES", own);
  }

  /** A private scalar of RFC 7748, clamped when it is used. */
  static RawKey x25519(byte[] bytes) {
    return new RawKey("X25519", bytes.clone());
  }

  static RawKey hmacSha1(byte[] bytes) {
    return new RawKey("HmacSHA1", bytes.clone());
  }

  static RawKey hmacSha256(byte[] bytes) {
    return new RawKey("HmacSHA256", bytes.clone());
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, which the JDK's ciphers and MACs zero after they have taken it in. */
  @Override
  public synchronized byte[] getEncoded() {
    if (destroyed) {
      throw new IllegalStateException("the key is closed");
    }
    return bytes.clone();
  }

  @Override
  public synchronized void destroy() {
    Arrays.fill(bytes, (byte) 0);
    destroyed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is never serialised");
  }

  @Override
  public String toString() {
    return "RawKey[hidden]";
  }
}
