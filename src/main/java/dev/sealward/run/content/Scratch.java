package dev.sealward.run.content;

import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a masked member of a tar archive waits until its size is known: in memory while it is
 * small, then in a file of its own, 0600. Used for one member after another.
 */
final class Scratch extends OutputStream {
  private static final int IN_MEMORY_BYTES = 256 * 1024;

  private final Path path;
  private byte[] memory = new byte[8192];
  private int held;
  private long size;
  private @Nullable FileChannel file;

  Scratch(Path path) {
    this.path = path;
  }

  long size() {
    return size;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (held + length > IN_MEMORY_BYTES) {
      spill();
      append(ByteBuffer.wrap(bytes, from, length));
    } else {
      if (held + length > memory.length) {
        memory = Arrays.copyOf(memory, Math.max(held + length, 2 * memory.length));
      }
      System.arraycopy(bytes, from, memory, held, length);
      held += length;
    }
    size += length;
  }

  /** Hands on what was written and begins anew. */
  void moveTo(OutputStream out) throws IOException {
    if (size > held && file != null) {
      append(ByteBuffer.wrap(memory, 0, held));
      file.position(0);
      Channels.newInputStream(file).transferTo(out);
      file.truncate(0);
    } else {
      out.write(memory, 0, held);
    }
    held = 0;
    size = 0;
  }

  private void spill() throws IOException {
    append(ByteBuffer.wrap(memory, 0, held));
    held = 0;
  }

  private void append(ByteBuffer bytes) throws IOException {
    if (file == null) {
      PrivateFiles.create(path).close();
      file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      Files.deleteIfExists(path);
    }
  }
}
