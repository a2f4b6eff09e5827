package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.crypto.Scrypt;
import dev.sealward.crypto.ScryptParameters;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The master key stretched from a passphrase with scrypt (HOME-03), whose parameters and salt are
 * recorded with the key version. After a start the passphrase comes from the file that {@code
 * SEALWARD_PASSPHRASE_FILE} names (one trailing line end is dropped; 0600, HOME-01), or from a
 * person at {@code /unlock}. A file that cannot be used is a typed error, and typing still works.
 */
final class PassphraseKey implements MasterKeySource {
  private static final int MIN_CHARS = 12;
  private static final int MAX_CHARS = 1024;
  private static final int MAX_FILE_BYTES = 8192;

  private final Optional<Path> file;
  private final SecureRandom random;

  PassphraseKey(Optional<Path> file, SecureRandom random) {
    this.file = file;
    this.random = random;
  }

  @Override
  public KeySource source() {
    return KeySource.PASSPHRASE;
  }

  @Override
  public SourceOption option() {
    if (file.isEmpty()) {
      return new SourceOption(
          KeySource.PASSPHRASE,
          true,
          "Nothing on disk opens the secrets. After each start somebody types it at /unlock, or"
              + " SEALWARD_PASSPHRASE_FILE names a file that holds it.");
    }
    Given given = fromFile(file.get());
    Arrays.fill(given.text(), '\0');
    Remedy problem = given.problem();
    return new SourceOption(
        KeySource.PASSPHRASE,
        true,
        problem == null
            ? "Read from the file SEALWARD_PASSPHRASE_FILE names, at every start."
            : "Somebody types it after each start, since " + problem.sentence());
  }

  @Override
  public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
    Given given = given(passphrase);
    char[] used = given.text();
    try {
      Remedy problem = given.problem();
      if (problem != null) {
        throw Refused.of(Refused.Kind.UNAVAILABLE, problem);
      }
      if (used.length < MIN_CHARS || used.length > MAX_CHARS) {
        throw Refused.field(
            "passphrase",
            "PASSPHRASE_LENGTH",
            "A passphrase has " + MIN_CHARS + " to " + MAX_CHARS + " characters.",
            "Five random words make a good one.");
      }
      ScryptParameters parameters = ScryptParameters.fresh(random);
      return new Made(Scrypt.derive(used, parameters), parameters.encode());
    } finally {
      Arrays.fill(used, '\0');
    }
  }

  @Override
  public Obtained obtain(Recorded recorded, char[] passphrase) {
    String derivation = recorded.derivation();
    if (derivation == null) {
      throw new IllegalStateException("a passphrase key version without its derivation");
    }
    Given given = given(passphrase);
    char[] used = given.text();
    try {
      Remedy problem = given.problem();
      if (problem != null) {
        return new Obtained.Unavailable(problem);
      }
      if (used.length == 0) {
        return new Obtained.Unavailable(needed());
      }
      if (used.length > MAX_CHARS) {
        return new Obtained.Unavailable(
            Remedy.of("PASSPHRASE_WRONG", "This is not the passphrase.", "Type it again."));
      }
      return new Obtained.Key(Scrypt.derive(used, ScryptParameters.parse(derivation)));
    } finally {
      Arrays.fill(used, '\0');
    }
  }

  @Override
  public void forget(Recorded recorded) {
    // Nothing of it is kept but the parameters.
  }

  /** What was typed, else what the file gives: a text, or why there is none. */
  private record Given(char[] text, @Nullable Remedy problem) {
    @Override
    public String toString() {
      return "Given[hidden]";
    }
  }

  private Given given(char[] typed) {
    if (typed.length > 0 || file.isEmpty()) {
      return new Given(typed.clone(), null);
    }
    return fromFile(file.get());
  }

  private static Given fromFile(Path file) {
    try {
      if (PrivateFiles.isOpenToOthers(file)) {
        return unusable(
            "EXPOSED", file, "is readable or writable for other users", "Run: chmod 600 " + file);
      }
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
        return unusable(
            "MALFORMED", file, "is not a passphrase's", "Put the passphrase alone into it");
      }
      byte[] bytes = Files.readAllBytes(file);
      CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
      Arrays.fill(bytes, (byte) 0);
      int length = decoded.remaining();
      while (length > 0 && (decoded.get(length - 1) == '\n' || decoded.get(length - 1) == '\r')) {
        length--;
      }
      char[] passphrase = new char[length];
      decoded.get(passphrase);
      Arrays.fill(decoded.array(), '\0');
      return length == 0
          ? unusable("EMPTY", file, "is empty", "Put the passphrase into it")
          : new Given(passphrase, null);
    } catch (NoSuchFileException e) {
      return unusable("MISSING", file, "is missing", "Put it back");
    } catch (IOException e) {
      return unusable(
          "UNREADABLE",
          file,
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "Make it readable for the user Sealward runs as");
    }
  }

  private static Given unusable(String code, Path file, String problem, String step) {
    return new Given(
        new char[0],
        Remedy.of(
            "PASSPHRASE_FILE_" + code,
            "The file SEALWARD_PASSPHRASE_FILE names, " + file + ", " + problem + ".",
            step + ".",
            "Then open /unlock, or type the passphrase there."));
  }

  private static Remedy needed() {
    return Remedy.of(
        "PASSPHRASE_NEEDED",
        "The master key is protected by a passphrase that nobody has given since the start.",
        "Open /unlock and type it.",
        "Or name a file that holds it in SEALWARD_PASSPHRASE_FILE and start Sealward again.");
  }
}
