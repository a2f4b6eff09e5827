package dev.sealward.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/**
 * Authenticated encryption of a stream of any size in constant memory: the form of a backup file
 * (VAULT-10).
 *
 * <pre>
 * header (see {@link BackupHeader}) ‖ chunk ‖ chunk … ‖ last chunk
 * chunk = last (1 byte: 0 or 1) ‖ plaintext length (int32, big endian) ‖ ciphertext ‖ tag (16)
 * nonce = prefix (7) ‖ chunk number (uint32, big endian, from 0) ‖ last (1)
 * </pre>
 *
 * <p>AES-256-GCM under the file key, with SHA-256 of the whole header as associated data: the
 * STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015). Every chunk but the last holds
 * 65,536 bytes of plaintext. The file key is random and of this one stream.
 *
 * <p>Guarantees: plaintext is hidden except for its length; nothing is handed out of a chunk before
 * it verified; a reader reaches its end only after the last chunk verified and nothing follows it.
 * So a chunk that was altered, dropped, repeated, moved or taken from another stream, another
 * header, and an end that was cut off or added all fail as {@link UnopenableException}, at the
 * latest when the end is read. Does not protect against: a reader that uses what it read before it
 * has reached the end; somebody who can open the stream making another; an older stream put in the
 * place of a newer one.
 */
public final class SealedStream {
  static final int CHUNK_BYTES = 1 << 16;
  static final int FRAME_BYTES = 1 + Integer.BYTES;
  static final int PREFIX_BYTES = Gcm.NONCE_BYTES - Integer.BYTES - 1;

  private static final long MAX_CHUNKS = 1L << Integer.SIZE;

  private SealedStream() {}

  /**
   * Writes the header and takes what is to be sealed. Until {@link SealedOutput#finish} the stream
   * is cut off, also when it is closed.
   *
   * @param recipients a passphrase, a recovery key, or one of each
   * @throws IllegalArgumentException if there is no recipient or two of one kind
   */
  public static SealedOutput writer(
      OutputStream out, List<BackupRecipient> recipients, SecureRandom random) throws IOException {
    RawKey fileKey = RawKey.randomAes256(random);
    try {
      BackupHeader header = BackupHeader.of(fileKey, recipients, random);
      out.write(header.bytes());
      return new SealedOutput(out, fileKey, header);
    } catch (IOException | RuntimeException e) {
      fileKey.close();
      throw e;
    }
  }

  /**
   * Reads the header and opens it; what is read from the result has been verified. It throws {@link
   * UnopenableException} from any read, and goes on doing so. Closing it closes {@code in}.
   *
   * @throws UnopenableException saying why the header does not open
   */
  public static InputStream reader(InputStream in, BackupOpener opener) throws IOException {
    BackupHeader header = BackupHeader.read(in);
    return new SealedInput(in, header.open(opener), header);
  }

  static byte[] nonce(byte[] prefix, long chunk, boolean last) {
    if (chunk >= MAX_CHUNKS) {
      throw new IllegalStateException("a sealed stream has at most 2^32 chunks");
    }
    return ByteBuffer.allocate(Gcm.NONCE_BYTES)
        .put(prefix)
        .putInt((int) chunk)
        .put((byte) (last ? 1 : 0))
        .array();
  }
}
