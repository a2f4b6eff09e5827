package dev.sealward.plain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2's ({@code jdbc:h2:images:PATH}) that keeps images of the database's file as a
 * kill would leave it: between two writes, or within one at a page's border.
 *
 * @param <T> what is noted with each image, in the moment it is made
 */
final class FileImages<T> {
  /** H2 makes its file systems by their class, so they find what belongs to them here. */
  private static FileImages<?> current = new FileImages<>(Path.of("."), 0, 0, () -> "");

  private static final int PAGE = 4096;

  private final Path folder;
  private final int oneIn;
  private final int most;
  private final Supplier<T> note;
  private final SplittableRandom random = new SplittableRandom(3);
  private final List<Image<T>> taken = new ArrayList<>();
  private boolean taking;

  /** An image's file and what was noted with it. */
  record Image<T>(Path file, T note) {}

  /**
   * @param oneIn one of so many moments
   * @param most no more images than that
   */
  FileImages(Path folder, int oneIn, int most, Supplier<T> note) {
    this.folder = folder;
    this.oneIn = oneIn;
    this.most = most;
    this.note = note;
  }

  void register() {
    current = this;
    FilePath.register(new Imaged());
  }

  synchronized void begin() {
    taking = true;
  }

  synchronized boolean enough() {
    return taken.size() >= most;
  }

  synchronized List<Image<T>> end() {
    taking = false;
    return List.copyOf(taken);
  }

  /** After the database is closed. */
  void unregister() {
    FilePath.unregister(new Imaged());
  }

  private synchronized void look(Path file) {
    if (!taking || taken.size() >= most || random.nextInt(oneIn) != 0) {
      return;
    }
    try {
      // First what is known to be committed, then the file that must hold it.
      T noted = note.get();
      Path image = folder.resolve("image" + taken.size() + ".mv.db");
      Files.copy(file, image);
      taken.add(new Image<>(image, noted));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made by H2 for each path. */
  public static final class Imaged extends FilePathWrapper {
    @Override
    public String getScheme() {
      return "images";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return new Channel(super.open(mode), Path.of(unwrap().toString()));
    }
  }

  private static final class Channel extends FileBaseDefault {
    private final FileChannel actual;
    private final Path file;

    Channel(FileChannel actual, Path file) {
      this.actual = actual;
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      synchronized (current) {
        int written = 0;
        int end = source.limit();
        while (source.position() < end) {
          current.look(file);
          source.limit(Math.min(end, source.position() + PAGE));
          written += actual.write(source, position + written);
        }
        source.limit(end);
        return written;
      }
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      synchronized (current) {
        current.look(file);
        actual.truncate(size);
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return actual.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return actual.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      actual.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return actual.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      actual.close();
    }
  }
}
