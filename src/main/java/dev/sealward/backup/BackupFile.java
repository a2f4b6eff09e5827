package dev.sealward.backup;

import dev.sealward.kernel.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A file that gets its name only when it is whole and on the disk: 0600 from the start, under a
 * temporary name until {@link #name}. Closed before that, it is gone.
 */
final class BackupFile implements AutoCloseable {
  /** The end of the names of files that are not whole. */
  static final String UNFINISHED = ".part";

  private final Path temporary;
  private final Path target;
  private final FileChannel channel;
  private final MessageDigest digest;
  private final OutputStream out;
  private long bytes;
  private boolean naming;
  private boolean kept;

  /** How a file came out. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Written(long bytes, byte[] sha256) {}

  private BackupFile(Path target) throws IOException {
    this.target = target;
    this.temporary = unfinished(target);
    Files.deleteIfExists(temporary);
    this.channel = PrivateFiles.create(temporary);
    this.digest = sha256();
    this.out =
        new DigestOutputStream(
            new FilterOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
              @Override
              public void write(byte[] from, int offset, int length) throws IOException {
                super.out.write(from, offset, length);
                bytes += length;
              }

              @Override
              public void write(int one) throws IOException {
                super.out.write(one);
                bytes++;
              }
            },
            digest);
  }

  /** What a file is called before it has its name, and while it is losing it. */
  static Path unfinished(Path target) {
    return target.resolveSibling(target.getFileName() + UNFINISHED);
  }

  /** Begins a file that will be {@code target}, in a folder that exists. */
  static BackupFile begin(Path target) throws IOException {
    return new BackupFile(target);
  }

  OutputStream out() {
    return out;
  }

  /** Puts the file on the disk, whole, under its temporary name still. */
  Written finish() throws IOException {
    out.flush();
    channel.force(true);
    channel.close();
    return new Written(bytes, digest.digest());
  }

  /** Gives the finished file its name. */
  void name() throws IOException {
    naming = true;
    PrivateFiles.moveIntoPlace(temporary, target);
    kept = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!kept) {
      Files.deleteIfExists(temporary);
      if (naming) {
        // It may have its name already, where only its folder could not be put on the disk.
        Files.deleteIfExists(target);
      }
    }
  }

  /** The digest of a file that is there. */
  static byte[] sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 does not work in this Java runtime", e);
    }
  }
}
