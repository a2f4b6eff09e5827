package dev.sealward.boot;

import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one folder Sealward writes to: 0700, held by one process at a time through a lock that the
 * operating system drops when the process ends, however it ends (HOME-01).
 */
final class DataDirectory {
  private static final String LOCK = "sealward.lock";

  private final Path path;

  // Held open for the life of the process: closing the channel would drop the lock.
  @SuppressWarnings("unused")
  private final FileChannel lockHolder;

  private DataDirectory(Path path, FileChannel lockHolder) {
    this.path = path;
    this.lockHolder = lockHolder;
  }

  /** Creates the folder when missing and takes its lock, or says why not. */
  static DataDirectory claim(Path path) {
    try {
      requireOwn(path);
      makePrivate(path);
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new LaunchSettings.Unusable(
            "Another Sealward is running on "
                + path
                + ". Stop it first, or give this one its own folder with SEALWARD_DATA_DIR.");
      }
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      throw new LaunchSettings.Unusable(
          "The data directory "
              + path
              + " cannot be used ("
              + e.getClass().getSimpleName()
              + "). Make it writable for this user, or choose another with SEALWARD_DATA_DIR.");
    }
  }

  /**
   * An existing folder must be empty or hold our lock file: others' files are not ours to touch.
   */
  private static void requireOwn(Path path) throws IOException {
    if (!Files.isDirectory(path) || Files.exists(path.resolve(LOCK))) {
      return;
    }
    try (Stream<Path> inside = Files.list(path)) {
      if (inside.findAny().isPresent()) {
        throw new LaunchSettings.Unusable(
            "The folder "
                + path
                + " holds files that are not Sealward's. Name an empty or new one in"
                + " SEALWARD_DATA_DIR.");
      }
    }
  }

  Path path() {
    return path;
  }

  /**
   * An empty folder inside, for the server's unpacked files; what an earlier process left is gone.
   */
  Path emptyFolder(String name) throws IOException {
    Path folder = path.resolve(name);
    if (Files.exists(folder)) {
      deleteTree(folder);
    }
    makePrivate(folder);
    return folder;
  }

  /** A folder inside, made when missing. */
  Path folder(String name) throws IOException {
    Path folder = path.resolve(name);
    makePrivate(folder);
    return folder;
  }

  private static void makePrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    if (PrivateFiles.modesHold(folder)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
