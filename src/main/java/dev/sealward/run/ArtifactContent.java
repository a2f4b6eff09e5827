package dev.sealward.run;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.RedactionOverwrite;
import dev.sealward.redaction.Redactor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An artifact whose file was found as it was stored.
 *
 * <p>What leaves is the stored bytes, each chunk masked by what is known, on any node, when it
 * leaves: values that became known since are overwritten in their place, so that as many bytes
 * leave as the view says; an archive is taken apart and put together again, and may come out longer
 * or shorter. When that fails, or the file changes meanwhile, fewer bytes leave than {@link
 * #length} says, or an archive without its end.
 *
 * <p>Keeps one of the slots for downloads until it is written or closed.
 */
public final class ArtifactContent implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  /** Takes archives apart, masks what they hold and puts them together again. */
  interface Archives {
    void mask(InputStream stored, OutputStream out) throws IOException;
  }

  private final ArtifactView artifact;
  private final Path file;
  private final Redactor redactor;
  private final Runnable latest;
  private final Archives archives;
  private final UploadSlots.Held slot;
  private final Runnable notMasked;

  /**
   * @param latest lets {@code redactor} learn what became known, on any node; run before each chunk
   *     is masked
   * @param slot given back once the bytes have left, or will not
   * @param notMasked told when masking fails, so that the rest is not written
   */
  ArtifactContent(
      ArtifactView artifact,
      Path file,
      Redactor redactor,
      Runnable latest,
      Archives archives,
      UploadSlots.Held slot,
      Runnable notMasked) {
    this.artifact = artifact;
    this.file = file;
    this.redactor = redactor;
    this.latest = latest;
    this.archives = archives;
    this.slot = slot;
    this.notMasked = notMasked;
  }

  public ArtifactView artifact() {
    return artifact;
  }

  /** How many bytes leave; empty when that turns out on the way. */
  public OptionalLong length() {
    return artifact.kind().isArchive() ? OptionalLong.empty() : OptionalLong.of(artifact.bytes());
  }

  /**
   * Writes the bytes, once.
   *
   * @throws IOException also when the file changes meanwhile; its end is not written then
   * @throws RedactionFailure when the engine cannot do its work; nothing is written from there on
   * @throws Refused {@code UPLOADS_BUSY}, before anything is written, while too many archives are
   *     on their way; any other when an archive cannot be put together again, or it cannot be known
   *     any more what was stored since
   */
  public void writeTo(OutputStream out) throws IOException {
    try (UploadSlots.Held taken = slot;
        Stored stored = new Stored(file, artifact)) {
      if (artifact.kind().isArchive()) {
        archive(stored, out);
      } else {
        overwrite(stored, out);
      }
    }
  }

  /** Gives its slot back, written or not. */
  @Override
  public void close() {
    slot.close();
  }

  private void archive(Stored stored, OutputStream out) throws IOException {
    try {
      archives.mask(stored, out);
    } catch (RedactionFailure failure) {
      notMasked.run();
      throw failure;
    } catch (Refused refused) {
      if (stored.broken) {
        throw changed();
      }
      if (refused.kind() != Refused.Kind.TOO_MANY) {
        notMasked.run();
      }
      throw refused;
    }
  }

  private void overwrite(Stored stored, OutputStream out) throws IOException {
    try {
      RedactionOverwrite stream = redactor.overwriting(out::write);
      byte[] held = stored.readNBytes(CHUNK);
      // The last chunk leaves when the whole of the file was found to be what was stored.
      for (byte[] next = stored.readNBytes(CHUNK);
          next.length > 0;
          next = stored.readNBytes(CHUNK)) {
        latest.run();
        stream.accept(held, 0, held.length);
        held = next;
      }
      latest.run();
      stream.accept(held, 0, held.length);
      latest.run();
      stream.finish();
    } catch (RedactionFailure failure) {
      notMasked.run();
      throw failure;
    }
  }

  /** Whether the file holds what was stored. */
  boolean isAsStored() throws IOException {
    try (Stored stored = new Stored(file, artifact)) {
      stored.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (Changed changed) {
      return false;
    }
  }

  private static Changed changed() {
    return new Changed();
  }

  /** The file is not what was stored. */
  private static final class Changed extends IOException {
    private static final long serialVersionUID = 1L;

    Changed() {
      super("an artifact is not what was stored, or changed while it was read");
    }
  }

  /** The file's bytes, which fail where they end unless they are what was stored. */
  private static final class Stored extends FilterInputStream {
    private final ArtifactView artifact;
    private final MessageDigest digest = ArtifactOutput.sha256();
    private long length;
    private boolean ended;
    private boolean broken;

    Stored(Path file, ArtifactView artifact) throws IOException {
      super(
          Channels.newInputStream(
              FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))));
      this.artifact = artifact;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int read = in.read(bytes, from, most);
      if (read > 0) {
        digest.update(bytes, from, read);
        length += read;
      }
      if (length > artifact.bytes() || (read < 0 && !isWhole())) {
        broken = true;
        throw changed();
      }
      return read;
    }

    private boolean isWhole() {
      ended =
          ended
              || length == artifact.bytes()
                  && MessageDigest.isEqual(
                      digest.digest(), HexFormat.of().parseHex(artifact.sha256()));
      return ended;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
