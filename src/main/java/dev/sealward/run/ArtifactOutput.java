package dev.sealward.run;

import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A new artifact's file while it is written; counts and digests what goes into it. */
final class ArtifactOutput extends OutputStream {
  private static final long ROOM_EVERY_BYTES = 16L << 20;

  private final ArtifactFiles files;
  private final FileChannel channel;
  private final MessageDigest digest = sha256();
  private long size;
  private long roomUntil;

  ArtifactOutput(ArtifactFiles files, Path file) throws IOException {
    this.files = files;
    this.channel = PrivateFiles.create(file);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (size >= roomUntil) {
      files.requireRoom();
      roomUntil = size + ROOM_EVERY_BYTES;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    digest.update(bytes, from, length);
    size += length;
  }

  /** Writes everything through to the disk. */
  void sync() throws IOException {
    channel.force(true);
  }

  long size() {
    return size;
  }

  /** Of all that was written; to be asked once. */
  byte[] digest() {
    return digest.digest();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
