package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The master key in a file of exactly 32 bytes, 0600 in a 0700 folder (FR-028-001b, HOME-01).
 * Written whole: a temporary file, synced, then renamed, then the folder synced.
 *
 * <p>Does not protect against: whoever can read the data directory and the key file together.
 */
final class KeyFile implements MasterKeySource {
  private static final int KEY_BYTES = 32;

  private final Path first;
  private final SecureRandom random;

  KeyFile(Path first, SecureRandom random) {
    this.first = first;
    this.random = random;
  }

  /** Later versions stand beside the first: {@code master.key}, {@code master.key.v2}, … */
  private Path path(int version) {
    return version == 1 ? first : first.resolveSibling(first.getFileName() + ".v" + version);
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
            + first
            + ", readable for this user only. Starts without anyone typing anything; back the file"
            + " up apart from the data.");
  }

  @Override
  public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
    Path path = path(version);
    if (Files.exists(path)) {
      // A key an interrupted attempt left, or one the operator put there.
      return new Made(read(path).orRefuse(), null);
    }
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      write(path, key);
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
  public Obtained obtain(Recorded recorded, char[] passphrase) {
    return read(path(recorded.version()));
  }

  @Override
  public void forget(Recorded recorded) {
    try {
      PrivateFiles.erase(path(recorded.version()), random);
    } catch (IOException e) {
      throw Refused.unavailable(
          "KEY_FILE_UNWRITABLE",
          "The key file "
              + path(recorded.version())
              + " cannot be removed ("
              + e.getClass().getSimpleName()
              + ").",
          "Make its folder writable for the user Sealward runs as.");
    }
  }

  private static Obtained read(Path path) {
    try {
      if (PrivateFiles.isOpenToOthers(path)) {
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

  private static void write(Path path, byte[] key) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new NoSuchFileException(path.toString());
    }
    // A folder that was there may be shared (SEALWARD_KEY_FILE can point anywhere): not ours to
    // close.
    PrivateFiles.makeFolder(folder);
    PrivateFiles.replace(path, key);
  }
}
