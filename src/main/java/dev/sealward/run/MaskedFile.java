package dev.sealward.run;

import dev.sealward.kernel.PrivateFiles;
import dev.sealward.run.content.ContentMasking;
import dev.sealward.run.content.MaskedContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A file that is whole, masked and on the disk; there is no other way to make one than to mask a
 * body into it.
 */
final class MaskedFile {
  private final UUID id;
  private final MaskedContent content;
  private final long bytes;
  private final byte[] sha256;

  private MaskedFile(UUID id, MaskedContent content, long bytes, byte[] sha256) {
    this.id = id;
    this.content = content;
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /** Takes the whole body; a failure leaves at most an unfinished file. */
  static MaskedFile write(ArtifactFiles files, UUID id, ContentMasking masking, InputStream body)
      throws IOException {
    files.requireRoom();
    files.makeFolder(id);
    Path unfinished = files.unfinished(id);
    try (ArtifactOutput out = new ArtifactOutput(files, unfinished)) {
      MaskedContent content = masking.mask(body, out);
      out.sync();
      PrivateFiles.moveIntoPlace(unfinished, files.whole(id));
      return new MaskedFile(id, content, out.size(), out.digest());
    }
  }

  /** What it is called on the disk. */
  UUID id() {
    return id;
  }

  MaskedContent content() {
    return content;
  }

  long bytes() {
    return bytes;
  }

  byte[] sha256() {
    return sha256;
  }
}
