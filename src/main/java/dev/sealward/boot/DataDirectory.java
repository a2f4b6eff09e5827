package dev.sealward.boot;

import dev.sealward.boot.LaunchFinding.Rule;
import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one folder Sealward writes to: 0700, held by one process at a time through a lock that the
 * operating system drops when the process ends, however it ends (HOME-01).
 *
 * <p>Claiming it also looks at what is in it, two folders deep and a bounded number of entries:
 * what others could reach is closed and reported. Links are left alone, and so is the inside of
 * {@code server}, which each start makes anew.
 */
final class DataDirectory {
  private static final String LOCK = "sealward.lock";
  private static final String SERVER = "server";
  private static final int MAX_LOOKED_AT = 2_000;
  private static final int MAX_FINDINGS = 50;
  private static final int DEPTH = 2;
  private static final Set<PosixFilePermission> OWN_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWN_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;

  // Held open for the life of the process: closing the channel would drop the lock.
  @SuppressWarnings("unused")
  private final FileChannel lockHolder;

  private final List<LaunchFinding> findings;

  private DataDirectory(Path path, FileChannel lockHolder, List<LaunchFinding> findings) {
    this.path = path;
    this.lockHolder = lockHolder;
    this.findings = findings;
  }

  /** Creates the folder when missing and takes its lock, or says why not. */
  static DataDirectory claim(Path path) {
    try {
      requireOwn(path);
      boolean used = Files.exists(path.resolve(LOCK));
      boolean wasOpen = used && PrivateFiles.isOpenToOthers(path);
      makePrivate(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PrivateFiles.modesHold(path)
                  ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWN_FILE)}
                  : new FileAttribute<?>[0]);
      if (tryLock(channel) == null) {
        channel.close();
        throw new LaunchSettings.Unusable(
            "Another Sealward is running on "
                + path
                + ". Stop it first, or give this one its own folder with SEALWARD_DATA_DIR.");
      }
      return new DataDirectory(path, channel, look(path, wasOpen));
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

  /** What was open to others when it was claimed. */
  List<LaunchFinding> findings() {
    return findings;
  }

  private static List<LaunchFinding> look(Path root, boolean wasOpen) throws IOException {
    List<LaunchFinding> findings = new ArrayList<>();
    if (!PrivateFiles.modesHold(root)) {
      findings.add(new LaunchFinding(Rule.NO_MODES, ".", false));
      return List.copyOf(findings);
    }
    if (wasOpen) {
      findings.add(new LaunchFinding(Rule.OPEN_TO_OTHERS, ".", true));
    }
    Path server = root.resolve(SERVER);
    try (Stream<Path> inside = Files.walk(root, DEPTH)) {
      inside
          .skip(1)
          .filter(path -> !path.startsWith(server) || path.equals(server))
          .limit(MAX_LOOKED_AT)
          .filter(path -> !Files.isSymbolicLink(path))
          .forEach(path -> close(root, path, findings));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return List.copyOf(findings);
  }

  private static void close(Path root, Path path, List<LaunchFinding> findings) {
    boolean fixed = false;
    try {
      if (!PrivateFiles.isOpenToOthers(path)) {
        return;
      }
      boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      Files.setPosixFilePermissions(path, folder ? OWN_FOLDER : OWN_FILE);
      fixed = true;
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    } catch (IOException notOurs) {
      // Reported as it is.
    }
    if (findings.size() < MAX_FINDINGS) {
      findings.add(new LaunchFinding(Rule.OPEN_TO_OTHERS, root.relativize(path).toString(), fixed));
    }
  }

  /** The server's folder, empty. */
  Path serverFolder() throws IOException {
    return emptyFolder(SERVER);
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
    PrivateFiles.makeFolder(folder);
    if (PrivateFiles.modesHold(folder)) {
      Files.setPosixFilePermissions(folder, OWN_FOLDER);
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
