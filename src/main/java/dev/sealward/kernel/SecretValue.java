package dev.sealward.kernel;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The plaintext bytes of a secret, for as short as possible.
 *
 * <p>Guarantees: the bytes are copied in and lent out only to {@link #use}; {@link #close} zeroes
 * them; {@link #toString} shows nothing of them, not even the length; there is no equality that
 * could leak by timing. Does not protect against: copies the borrower makes, copies a garbage
 * collector leaves behind while the value is open, a heap dump taken meanwhile.
 *
 * <p>Not thread-safe: one thread opens, uses and closes it.
 */
public final class SecretValue implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private SecretValue(byte[] own) {
    this.bytes = own;
  }

  /** Copies the bytes; the caller zeroes its own array. */
  public static SecretValue copyOf(byte[] bytes) {
    return new SecretValue(bytes.clone());
  }

  /** Encodes the characters as UTF-8; the caller zeroes its own array. */
  public static SecretValue copyOf(char[] chars) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
    byte[] own = new byte[encoded.remaining()];
    encoded.get(own);
    Arrays.fill(encoded.array(), (byte) 0);
    return new SecretValue(own);
  }

  /** Lends the bytes to {@code borrower}, which must not keep them. */
  public <T> T use(Function<byte[], T> borrower) {
    if (closed) {
      throw new IllegalStateException("the secret value is closed");
    }
    return borrower.apply(bytes);
  }

  /** Number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Compares in constant time for equal lengths. */
  public boolean matches(byte[] other) {
    return !closed && MessageDigest.isEqual(bytes, other);
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    closed = true;
  }

  @Override
  public String toString() {
    return "SecretValue[hidden]";
  }
}
