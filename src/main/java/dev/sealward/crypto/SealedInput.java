package dev.sealward.crypto;

import dev.sealward.crypto.UnopenableException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands out what a {@link SealedStream} holds, chunk by verified chunk. Not thread-safe. */
final class SealedInput extends InputStream {
  private final InputStream in;
  private final RawKey fileKey;
  private final Gcm gcm = new Gcm();
  private final byte[] prefix;
  private final byte[] headerHash;
  private final byte[] sealed = new byte[SealedStream.CHUNK_BYTES + Gcm.TAG_BYTES];
  private final byte[] plaintext = new byte[SealedStream.CHUNK_BYTES];
  private int at;
  private int filled;
  private long chunks;
  private boolean wasLast;
  private boolean closed;
  private @Nullable Reason failure;

  SealedInput(InputStream in, RawKey fileKey, BackupHeader header) {
    this.in = in;
    this.fileKey = fileKey;
    this.prefix = header.prefix();
    this.headerHash = header.hash();
  }

  @Override
  public int read() throws IOException {
    return hasMore() ? plaintext[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int taken = Math.min(length, filled - at);
    System.arraycopy(plaintext, at, bytes, from, taken);
    at += taken;
    return taken;
  }

  @Override
  public int available() {
    return filled - at;
  }

  @Override
  public void close() throws IOException {
    forget();
    in.close();
  }

  @Override
  public String toString() {
    return "SealedInput[hidden]";
  }

  private boolean hasMore() throws IOException {
    if (failure != null) {
      throw new UnopenableException(failure);
    }
    if (closed) {
      throw new IOException("the sealed stream is closed");
    }
    while (at == filled && !wasLast) {
      nextChunk();
    }
    return at < filled;
  }

  private void nextChunk() throws IOException {
    boolean verified = false;
    try {
      ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(SealedStream.FRAME_BYTES));
      require(frame.remaining() == SealedStream.FRAME_BYTES, Reason.TRUNCATED);
      int last = frame.get();
      int length = frame.getInt();
      boolean possible =
          last == 0 ? length == plaintext.length : last == 1 && length <= plaintext.length;
      require(possible && length >= 0, Reason.TAMPERED_OR_WRONG_KEY);
      int sealedLength = length + Gcm.TAG_BYTES;
      require(in.readNBytes(sealed, 0, sealedLength) == sealedLength, Reason.TRUNCATED);
      byte[] nonce = SealedStream.nonce(prefix, chunks++, last == 1);
      gcm.decrypt(fileKey, nonce, headerHash, sealed, sealedLength, plaintext);
      require(last == 0 || in.read() == -1, Reason.EXTENDED);
      at = 0;
      filled = length;
      wasLast = last == 1;
      verified = true;
    } catch (UnopenableException e) {
      failure = e.reason();
      throw e;
    } finally {
      if (!verified) {
        forget();
      }
    }
  }

  private void forget() {
    closed = true;
    fileKey.close();
    gcm.close();
    Arrays.fill(plaintext, (byte) 0);
    at = 0;
    filled = 0;
  }

  private static void require(boolean met, Reason otherwise) {
    if (!met) {
      throw new UnopenableException(otherwise);
    }
  }
}
