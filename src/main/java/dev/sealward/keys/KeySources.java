package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.MasterKeySource.Made;
import dev.sealward.keys.MasterKeySource.Obtained;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The places a master key can come from, and which of them the settings allow.
 *
 * <p>Guarantee: {@link #obtain} never gives a key that the recorded check value does not accept.
 */
final class KeySources {
  private final List<MasterKeySource> sources;
  private final SourceChoice choice;

  private KeySources(List<MasterKeySource> sources, SourceChoice choice) {
    this.sources = sources;
    this.choice = choice;
  }

  static KeySources of(Config config, SecureRandom random) {
    Path data = Path.of(config.getValue("sealward.data.dir", String.class));
    Path file =
        config
            .getOptionalValue("sealward.key.file", String.class)
            .map(Path::of)
            .orElse(data.resolve("keys").resolve("master.key"));
    Optional<Path> passphraseFile =
        config.getOptionalValue("sealward.passphrase.file", String.class).map(Path::of);
    return new KeySources(
        List.of(
            new KeychainKey(Keychain.ofThisMachine(), data, random),
            new PassphraseKey(passphraseFile, random),
            new EnvironmentKey(System::getenv),
            new KeyFile(file, random)),
        SourceChoice.of(config));
  }

  SourceOffer offer() {
    return choice.offer(sources);
  }

  /** Present when the settings name another source than the recorded one. */
  Optional<Remedy> mismatch(KeySource recorded) {
    return choice.mismatch(recorded);
  }

  void requireAllowed(KeySource source) {
    choice.requireAllowed(source);
  }

  /** As {@link MasterKeySource#make}, of a source. */
  Made make(KeySource source, int version, @Nullable KeyCheck present, char[] passphrase) {
    return of(source).make(version, present, passphrase);
  }

  /** Asks the recorded source; a key that is not the recorded one is unavailable, too. */
  Obtained obtain(KeyVersionRow row, char[] passphrase) {
    Obtained obtained = of(row.source()).obtain(row.recorded(), passphrase);
    if (obtained instanceof Obtained.Key found && !row.recorded().check().accepts(found.key())) {
      Arrays.fill(found.key(), (byte) 0);
      return new Obtained.Unavailable(wrongKey(row.source()));
    }
    return obtained;
  }

  /**
   * What would keep the recorded source from giving the key at a start now; empty when nothing
   * would. A passphrase is not asked for: that a person has to type it is no problem.
   */
  Optional<Remedy> problem(KeyVersionRow row) {
    if (row.source() == KeySource.PASSPHRASE) {
      return Optional.empty();
    }
    Obtained obtained = obtain(row, new char[0]);
    if (obtained instanceof Obtained.Key found) {
      Arrays.fill(found.key(), (byte) 0);
      return Optional.empty();
    }
    return Optional.of(((Obtained.Unavailable) obtained).remedy());
  }

  /**
   * Removes what the source keeps of a destroyed version.
   *
   * @throws Refused when it cannot now
   */
  void forget(KeyVersionRow row) {
    of(row.source()).forget(row.recorded());
  }

  private MasterKeySource of(KeySource source) {
    return sources.stream().filter(s -> s.source() == source).findFirst().orElseThrow();
  }

  private static Remedy wrongKey(KeySource source) {
    return switch (source) {
      case PASSPHRASE ->
          Remedy.of(
              "PASSPHRASE_WRONG",
              "This is not the passphrase the secrets were sealed under.",
              "Open /unlock and type it again.");
      case ENV ->
          Remedy.of(
              "MASTER_KEY_WRONG",
              "The master key in the environment is not the one the secrets were sealed under.",
              "Set the variable to the key used at set-up and start Sealward again.");
      case KEYCHAIN ->
          Remedy.of(
              "MASTER_KEY_WRONG",
              "The keychain's entry is not the key the secrets were sealed under.",
              "Put the entry back from your backup of the keychain, then open /unlock.");
      case FILE ->
          Remedy.of(
              "MASTER_KEY_WRONG",
              "The key file does not hold the key the secrets were sealed under.",
              "Put the right file back from your backup, then open /unlock.");
    };
  }
}
