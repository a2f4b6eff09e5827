package dev.sealward.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Takes what a {@link SealedStream} is to hold.
 *
 * <p>Guarantee: only {@link #finish} writes the last chunk. A writer that failed half-way and was
 * merely closed leaves a stream no reader takes for whole. Key and plaintext are zeroed by both.
 *
 * <p>Not thread-safe.
 */
public final class SealedOutput extends OutputStream {
  private final OutputStream out;
  private final RawKey fileKey;
  private final Gcm gcm = new Gcm();
  private final byte[] prefix;
  private final byte[] headerHash;
  private final byte[] plaintext = new byte[SealedStream.CHUNK_BYTES];
  private final byte[] chunk =
      new byte[SealedStream.FRAME_BYTES + SealedStream.CHUNK_BYTES + Gcm.TAG_BYTES];
  private int filled;
  private long chunks;
  private boolean ended;

  SealedOutput(OutputStream out, RawKey fileKey, BackupHeader header) {
    this.out = out;
    this.fileKey = fileKey;
    this.prefix = header.prefix();
    this.headerHash = header.hash();
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    requireOpen();
    int at = from;
    int left = length;
    while (left > 0) {
      // A full chunk waits for more, since only then is it not the last.
      if (filled == plaintext.length) {
        writeChunk(false);
      }
      int taken = Math.min(left, plaintext.length - filled);
      System.arraycopy(bytes, at, plaintext, filled, taken);
      filled += taken;
      at += taken;
      left -= taken;
    }
  }

  /** Flushes what is written; the bytes of a chunk that is not full yet stay here. */
  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** Writes the last chunk; nothing can be written afterwards. */
  public void finish() throws IOException {
    requireOpen();
    writeChunk(true);
    end();
    out.flush();
  }

  /** Closes the stream below, without ending this one. */
  @Override
  public void close() throws IOException {
    end();
    out.close();
  }

  @Override
  public String toString() {
    return "SealedOutput[hidden]";
  }

  private void writeChunk(boolean last) throws IOException {
    boolean written = false;
    try {
      ByteBuffer.wrap(chunk).put((byte) (last ? 1 : 0)).putInt(filled);
      byte[] nonce = SealedStream.nonce(prefix, chunks++, last);
      gcm.encrypt(fileKey, nonce, headerHash, plaintext, filled, chunk, SealedStream.FRAME_BYTES);
      out.write(chunk, 0, SealedStream.FRAME_BYTES + filled + Gcm.TAG_BYTES);
      filled = 0;
      written = true;
    } finally {
      if (!written) {
        end();
      }
    }
  }

  private void end() {
    ended = true;
    fileKey.close();
    gcm.close();
    Arrays.fill(plaintext, (byte) 0);
  }

  private void requireOpen() throws IOException {
    if (ended) {
      throw new IOException("the sealed stream has ended");
    }
  }
}
