package dev.sealward.run.content;

import dev.sealward.kernel.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Bytes that come in, of which the first can be looked at before they are read. A source that fails
 * is a {@link Refused}, so that an {@link IOException} in this package always means the result
 * could not be written. Used by one thread; does not close its source.
 */
final class Incoming extends InputStream {
  private static final int READ_BYTES = 32 * 1024;

  private final InputStream source;
  private final Supplier<Refused> whenBroken;
  private final LongConsumer counted;
  private byte[] buffer = new byte[READ_BYTES];
  private int at;
  private int filled;
  private long arrived;
  private boolean ended;

  /**
   * @param whenBroken what it means when the source cannot be read
   * @param counted told how many bytes have arrived; refuses when they are too many
   */
  Incoming(InputStream source, Supplier<Refused> whenBroken, LongConsumer counted) {
    this.source = source;
    this.whenBroken = whenBroken;
    this.counted = counted;
  }

  /** The first bytes of what is left, {@code wanted} or as many as there are; they stay. */
  byte[] head(int wanted) {
    while (filled - at < wanted && fill(wanted)) {
      // Until there are enough, or no more.
    }
    return Arrays.copyOfRange(buffer, at, Math.min(filled, at + wanted));
  }

  /** Puts back the last {@code length} bytes that were read, which end at {@code to}. */
  void unread(byte[] bytes, int to, int length) {
    if (at < length) {
      byte[] larger = new byte[length + filled - at];
      System.arraycopy(buffer, at, larger, length, filled - at);
      filled = larger.length;
      at = length;
      buffer = larger;
    }
    at -= length;
    System.arraycopy(bytes, to - length, buffer, at, length);
  }

  /** How many bytes have been read from here. */
  long count() {
    return arrived - (filled - at);
  }

  /** Exactly {@code length} bytes of an archive, which is damaged when it has fewer. */
  byte[] exactly(int length) {
    byte[] bytes = new byte[length];
    for (int have = 0; have < length; ) {
      int read = read(bytes, have, length - have);
      if (read < 0) {
        throw Unreadable.damaged();
      }
      have += read;
    }
    return bytes;
  }

  /** Reads and drops what is left. */
  void drain() {
    do {
      at = filled;
    } while (fill(1));
  }

  private boolean fill(int wanted) {
    if (ended) {
      return false;
    }
    if (at == filled) {
      at = 0;
      filled = 0;
    } else if (buffer.length - at < wanted || filled == buffer.length) {
      byte[] moved = buffer.length < wanted ? new byte[wanted] : buffer;
      System.arraycopy(buffer, at, moved, 0, filled - at);
      buffer = moved;
      filled -= at;
      at = 0;
    }
    try {
      int read = source.read(buffer, filled, buffer.length - filled);
      ended = read < 0;
      if (read > 0) {
        filled += read;
        arrived += read;
        counted.accept(arrived);
      }
    } catch (IOException | StackOverflowError broken) {
      // The JDK reads empty gzip members one inside the other, however many there are.
      throw whenBroken.get();
    }
    return !ended;
  }

  @Override
  public int read(byte[] bytes, int from, int length) {
    if (length == 0) {
      return 0;
    }
    while (at == filled) {
      if (!fill(1)) {
        return -1;
      }
    }
    int read = Math.min(length, filled - at);
    System.arraycopy(buffer, at, bytes, from, read);
    at += read;
    return read;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Waits for the source: 0 only at the end, which is how gzip learns of a further member. */
  @Override
  public int available() {
    while (at == filled) {
      if (!fill(1)) {
        return 0;
      }
    }
    return filled - at;
  }
}
