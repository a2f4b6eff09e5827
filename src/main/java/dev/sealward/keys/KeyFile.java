package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The master key in a file of exactly 32 bytes, 0600 in a 0700 folder (FR-028-001b, HOME-01).
 * Written whole: a temporary file, synced, then renamed, then the folder synced.
 *
 * <p>Does not protect against: whoever can read the data directory and the key file together.
 */
final class KeyFile implements MasterKeySource {
  private static final int KEY_BYTES = 32;

  private final Path path;
  private final SecureRandom random;

  KeyFile(Path path, SecureRandom random) {
    this.path = path;
    this.random = random;
  }

  @Override
  public KeySource source() {
    return KeySource.FILE;
  }

  @Override
  public SourceOption option() {
    return new SourceOption(
        KeySource.FILE,
        true,
        "Kept in "
            + path
            + ", readable for this user only. Starts without anyone typing anything; back the file"
            + " up apart from the data.");
  }

  @Override
  public Made make(char[] passphrase) {
    if (Files.exists(path)) {
      // A key an interrupted set-up left, or one the operator put there.
      return new Made(obtain(null, passphrase).orRefuse(), null);
    }
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      write(key);
    } catch (IOException e) {
      Arrays.fill(key, (byte) 0);
      throw Refused.unavailable(
          "KEY_FILE_UNWRITABLE",
          "The key file " + path + " cannot be written (" + e.getClass().getSimpleName() + ").",
          "Make its folder writable for the user Sealward runs as, or set SEALWARD_KEY_FILE.");
    }
    return new Made(key, null);
  }

  @Override
  public Obtained obtain(@Nullable String derivation, char[] passphrase) {
    try {
      if (isOpenToOthers()) {
        return unavailable(
            "KEY_FILE_EXPOSED",
            "The key file " + path + " is readable or writable for other users.",
            "Run: chmod 600 " + path + ".");
      }
      if (Files.size(path) != KEY_BYTES) {
        return unavailable(
            "KEY_FILE_MALFORMED",
            "The key file " + path + " does not hold 32 bytes.",
            "Put the file back from your backup.");
      }
      byte[] key = Files.readAllBytes(path);
      return new Obtained.Key(key);
    } catch (NoSuchFileException e) {
      return unavailable(
          "KEY_FILE_MISSING",
          "The key file " + path + " is missing.",
          "Put it back from your backup, or point SEALWARD_KEY_FILE to it.");
    } catch (IOException e) {
      return unavailable(
          "KEY_FILE_UNREADABLE",
          "The key file " + path + " cannot be read (" + e.getClass().getSimpleName() + ").",
          "Make it readable for the user Sealward runs as.");
    }
  }

  private static Obtained unavailable(String code, String problem, String step) {
    return new Obtained.Unavailable(
        Remedy.of(code, problem, step, "Then open /unlock, or start Sealward again."));
  }

  private boolean isOpenToOthers() throws IOException {
    if (!posix(path)) {
      return false;
    }
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    return permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER_"));
  }

  private static boolean posix(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix");
  }

  private void write(byte[] key) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new NoSuchFileException(path.toString());
    }
    boolean made = !Files.isDirectory(folder);
    Files.createDirectories(folder);
    boolean posix = posix(folder);
    // A folder that was there may be shared (SEALWARD_KEY_FILE can point anywhere): not ours to
    // close.
    if (posix && made) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path temporary = folder.resolve(path.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly)) {
      ByteBuffer buffer = ByteBuffer.wrap(key);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    if (posix) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
