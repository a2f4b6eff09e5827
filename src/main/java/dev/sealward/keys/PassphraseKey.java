package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.crypto.Scrypt;
import dev.sealward.crypto.ScryptParameters;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The master key stretched from a passphrase with scrypt (HOME-03), whose parameters and salt are
 * recorded with the key version. After a start the passphrase comes from the file that {@code
 * SEALWARD_PASSPHRASE_FILE} names (one trailing line end is dropped), or from a person at {@code
 * /unlock}.
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
    return new SourceOption(
        KeySource.PASSPHRASE,
        true,
        file.isPresent()
            ? "Read from the file SEALWARD_PASSPHRASE_FILE names, at every start."
            : "Nothing on disk opens the secrets. After each start somebody types it at /unlock, or"
                + " SEALWARD_PASSPHRASE_FILE names a file that holds it.");
  }

  @Override
  public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
    char[] used =
        passphrase.length > 0 ? passphrase.clone() : fromFile().orElseGet(() -> new char[0]);
    try {
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
    char[] used =
        passphrase.length > 0 ? passphrase.clone() : fromFile().orElseGet(() -> new char[0]);
    try {
      if (used.length == 0) {
        return new Obtained.Unavailable(
            Remedy.of(
                "PASSPHRASE_NEEDED",
                "The master key is protected by a passphrase that nobody has given since the"
                    + " start.",
                "Open /unlock and type it.",
                "Or name a file that holds it in SEALWARD_PASSPHRASE_FILE and start Sealward"
                    + " again."));
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

  private Optional<char[]> fromFile() {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (Files.size(file.get()) > MAX_FILE_BYTES) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file.get());
      CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
      Arrays.fill(bytes, (byte) 0);
      int length = decoded.remaining();
      while (length > 0 && (decoded.get(length - 1) == '\n' || decoded.get(length - 1) == '\r')) {
        length--;
      }
      char[] passphrase = new char[length];
      decoded.get(passphrase);
      Arrays.fill(decoded.array(), '\0');
      return Optional.of(passphrase);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
