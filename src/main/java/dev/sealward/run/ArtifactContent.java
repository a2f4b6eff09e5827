package dev.sealward.run;

import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.RedactionOverwrite;
import dev.sealward.redaction.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * An artifact whose file was found as it was stored.
 *
 * <p>What leaves is the stored bytes, as many as the view says. Values that became known since it
 * was stored are overwritten on the way, unless they are compressed in an archive.
 */
public final class ArtifactContent {
  private static final int CHUNK = 64 * 1024;

  private final ArtifactView artifact;
  private final Path file;
  private final Redactor redactor;
  private final Runnable notMasked;

  /**
   * @param notMasked told when the engine fails, so that the rest is not written
   */
  ArtifactContent(ArtifactView artifact, Path file, Redactor redactor, Runnable notMasked) {
    this.artifact = artifact;
    this.file = file;
    this.redactor = redactor;
    this.notMasked = notMasked;
  }

  public ArtifactView artifact() {
    return artifact;
  }

  /**
   * Writes the bytes.
   *
   * @throws IOException also when the file changes meanwhile; its end is not written then
   * @throws RedactionFailure when the engine cannot do its work; nothing is written from there on
   */
  public void writeTo(OutputStream out) throws IOException {
    try {
      overwrite(out);
    } catch (RedactionFailure failure) {
      notMasked.run();
      throw failure;
    }
  }

  private void overwrite(OutputStream out) throws IOException {
    RedactionOverwrite stream = redactor.overwriting(out::write);
    byte[][] held = {new byte[0]};
    boolean same =
        read(
            chunk -> {
              stream.accept(held[0], 0, held[0].length);
              held[0] = chunk;
            });
    if (!same) {
      throw new IOException("an artifact changed while it was read");
    }
    stream.accept(held[0], 0, held[0].length);
    stream.finish();
  }

  /** Whether the file holds what was stored. */
  boolean isAsStored() throws IOException {
    return read(chunk -> {});
  }

  private interface Chunks {
    void take(byte[] chunk) throws IOException;
  }

  private boolean read(Chunks chunks) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (channel.size() != artifact.bytes()) {
        return false;
      }
      MessageDigest digest = ArtifactOutput.sha256();
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer) >= 0) {
        byte[] chunk = Arrays.copyOf(buffer.array(), buffer.position());
        digest.update(chunk);
        chunks.take(chunk);
        buffer.clear();
      }
      return MessageDigest.isEqual(digest.digest(), HexFormat.of().parseHex(artifact.sha256()));
    }
  }
}
