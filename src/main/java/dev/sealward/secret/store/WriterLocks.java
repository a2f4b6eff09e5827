package dev.sealward.secret.store;

import dev.sealward.kernel.PrivateFiles;
import dev.sealward.secret.store.Container.Damaged;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One writer at a time for each secret, among the threads of this process and among processes: a
 * thread lock, and a lock on one byte of a common file, which the operating system drops with the
 * process, however it ends. Secrets share {@value #STRIPES} such locks by their path's hash; a
 * thread holds one at most, so nothing can wait in a circle.
 *
 * <p>One instance per folder and process: closing any channel to the file drops the locks a process
 * holds on it.
 */
final class WriterLocks implements Closeable {
  private static final int STRIPES = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Path file;
  private final ReentrantLock[] stripes =
      IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);
  private @Nullable FileChannel channel;

  WriterLocks(Path file) {
    this.file = file;
  }

  interface Action<T> {
    T run() throws IOException, Damaged;
  }

  /** Runs the action while nobody else writes what lies at {@code path}. */
  <T> T whileLocked(Path path, Action<T> action) throws IOException, Damaged {
    int stripe = Math.floorMod(path.toString().hashCode(), STRIPES);
    ReentrantLock threads = stripes[stripe];
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      if (!threads.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    try (FileLock processes = lock(stripe, deadline)) {
      return action.run();
    } finally {
      threads.unlock();
    }
  }

  private FileLock lock(int stripe, long deadline) throws IOException {
    while (true) {
      FileLock lock = tryLock(stripe);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw busy();
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }

  private @Nullable FileLock tryLock(int stripe) throws IOException {
    try {
      return channel().tryLock(stripe, 1, false);
    } catch (OverlappingFileLockException heldByAnotherInstanceHere) {
      return null;
    }
  }

  private synchronized FileChannel channel() throws IOException {
    if (channel == null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        PrivateFiles.makeFolder(folder);
      }
      if (!Files.exists(file)) {
        try {
          PrivateFiles.create(file).close();
        } catch (FileAlreadyExistsException madeMeanwhile) {
          // by another process: it is there
        }
      }
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }
    return channel;
  }

  private static IOException busy() {
    return new IOException("another process holds the lock");
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the lock");
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
