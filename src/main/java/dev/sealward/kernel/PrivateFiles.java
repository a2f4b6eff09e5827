package dev.sealward.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Files for this user alone: 0600 in folders of 0700 (HOME-01), written whole or not at all. On a
 * filesystem without POSIX modes they are made as it makes them; {@link #modesHold} tells.
 *
 * <p>Guarantee: after {@link #replace} has returned, the file holds the new bytes, also after a
 * power cut; when the process ends before, it holds the old ones.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final String TEMPORARY = ".new";

  private PrivateFiles() {}

  /** Whether the filesystem of an existing path keeps POSIX modes. */
  public static boolean modesHold(Path existing) {
    try {
      return Files.getFileStore(existing).supportsFileAttributeView("posix");
    } catch (IOException noMountPointToAsk) {
      // In a chroot the root is nobody's mount point.
      return Files.getFileAttributeView(existing, PosixFileAttributeView.class) != null;
    }
  }

  /** Whether users other than the owner may read, write or enter; false where modes do not hold. */
  public static boolean isOpenToOthers(Path existing) throws IOException {
    return modesHold(existing)
        && Files.getPosixFilePermissions(existing, LinkOption.NOFOLLOW_LINKS).stream()
            .anyMatch(permission -> !permission.name().startsWith("OWNER_"));
  }

  /** Makes a folder and those above it that are missing, each 0700; one that exists is left. */
  public static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      makeFolder(parent);
    }
    if (parent != null && modesHold(parent)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    } else {
      Files.createDirectories(folder);
    }
    if (parent != null) {
      sync(parent);
    }
  }

  /** Opens a new file, 0600 from the moment it exists; fails when there is one. */
  public static FileChannel create(Path file) throws IOException {
    FileAttribute<?>[] ownerOnly =
        modesHold(folderOf(file))
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
            : new FileAttribute<?>[0];
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly);
  }

  /**
   * Puts {@code bytes} in the place of whatever the file held. One writer at a time: the caller
   * sees to it.
   */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path temporary = folderOf(file).resolve(file.getFileName() + TEMPORARY);
    Files.deleteIfExists(temporary);
    try (FileChannel out = create(temporary)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    moveIntoPlace(temporary, file);
  }

  /** Renames a file that is complete and synced, so that it is there after a power cut too. */
  public static void moveIntoPlace(Path temporary, Path file) throws IOException {
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    sync(folderOf(file));
  }

  /**
   * Overwrites a file with random bytes, then deletes it; nothing when there is none. A disk that
   * moves blocks, or a snapshot, may keep the old ones.
   */
  public static void erase(Path file, SecureRandom random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long left = channel.size();
      byte[] noise = new byte[(int) Math.min(left, 8192)];
      while (left > 0) {
        random.nextBytes(noise);
        left -= channel.write(ByteBuffer.wrap(noise, 0, (int) Math.min(left, noise.length)));
      }
      channel.force(true);
    } catch (NoSuchFileException alreadyGone) {
      return;
    }
    Files.deleteIfExists(file);
    sync(folderOf(file));
  }

  /** Writes a folder's entries through to the disk, where the system can. */
  public static void sync(Path folder) throws IOException {
    if (modesHold(folder)) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private static Path folderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new NoSuchFileException(file.toString());
    }
    return folder;
  }
}
