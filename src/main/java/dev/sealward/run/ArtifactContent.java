package dev.sealward.run;

import dev.sealward.redaction.RedactionOverwrite;
import dev.sealward.redaction.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * An artifact that was opened and found as it was stored. Used once, by one thread, and closed.
 *
 * <p>What leaves is the stored bytes, as many as the view says. Values that became known since it
 * was stored are overwritten on the way, unless they are compressed in an archive.
 */
public final class ArtifactContent implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final ArtifactView artifact;
  private final FileChannel file;
  private final Redactor redactor;

  ArtifactContent(ArtifactView artifact, FileChannel file, Redactor redactor) {
    this.artifact = artifact;
    this.file = file;
    this.redactor = redactor;
  }

  public ArtifactView artifact() {
    return artifact;
  }

  public void writeTo(OutputStream out) throws IOException {
    RedactionOverwrite stream = redactor.overwriting(out::write);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    file.position(0);
    while (file.read(chunk) >= 0) {
      stream.accept(chunk.array(), 0, chunk.position());
      chunk.clear();
    }
    stream.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
