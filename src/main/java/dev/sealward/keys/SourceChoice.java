package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * What {@code SEALWARD_KEY_SOURCE} says about the master key's source (HOME-02): one source, which
 * is then the only one offered, or {@code auto}, which prefers the keychain, then a passphrase, and
 * never chooses a place beside the data by itself. It counts at set-up and at a rotation; in
 * between the recorded source rules.
 */
final class SourceChoice {
  private static final String AUTO = "auto";
  private static final List<KeySource> PREFERRED =
      List.of(KeySource.KEYCHAIN, KeySource.PASSPHRASE);

  private final Optional<KeySource> only;

  private SourceChoice(Optional<KeySource> only) {
    this.only = only;
  }

  static SourceChoice of(Config config) {
    return parse(config.getOptionalValue("sealward.key.source", String.class).orElse(AUTO));
  }

  /** Parses {@code auto} or a source's name; blank is {@code auto}. */
  static SourceChoice parse(String setting) {
    String text = setting.strip();
    return new SourceChoice(
        text.isEmpty() || text.equals(AUTO)
            ? Optional.empty()
            : Optional.of(KeySource.parse(text)));
  }

  /** The offer made of those sources that may be chosen; the others are not even asked. */
  SourceOffer offer(List<MasterKeySource> sources) {
    List<SourceOption> options =
        sources.stream()
            .filter(source -> only.isEmpty() || only.get() == source.source())
            .map(MasterKeySource::option)
            .toList();
    Optional<KeySource> preselected =
        only.map(Stream::of)
            .orElseGet(PREFERRED::stream)
            .filter(source -> isAvailable(options, source))
            .findFirst();
    return new SourceOffer(
        options,
        preselected,
        only.filter(source -> preselected.isEmpty()).map(source -> missing(source, options)));
  }

  private static boolean isAvailable(List<SourceOption> options, KeySource source) {
    return options.stream().anyMatch(option -> option.source() == source && option.available());
  }

  private static Remedy missing(KeySource only, List<SourceOption> options) {
    return Remedy.of(
        "KEY_SOURCE_UNAVAILABLE",
        "SEALWARD_KEY_SOURCE says " + only.text() + ", and that cannot be used now.",
        options.stream().map(SourceOption::explanation).toArray(String[]::new));
  }

  /** Refuses a source that the setting rules out. */
  void requireAllowed(KeySource source) {
    if (only.isPresent() && only.get() != source) {
      throw Refused.field(
          "source",
          "KEY_SOURCE_FIXED",
          "SEALWARD_KEY_SOURCE says that the master key comes from " + only.get().text() + ".",
          "Choose that, or start Sealward with another setting.");
    }
  }

  /** What to do when the setting names another source than the recorded one. */
  Optional<Remedy> mismatch(KeySource recorded) {
    return only.filter(wanted -> wanted != recorded)
        .map(
            wanted ->
                Remedy.of(
                    "KEY_SOURCE_DIFFERS",
                    "SEALWARD_KEY_SOURCE says "
                        + wanted.text()
                        + ", but the master key comes from "
                        + recorded.text()
                        + " as recorded.",
                    "Rotate the master key to change its source, or set SEALWARD_KEY_SOURCE to "
                        + recorded.text()
                        + " or auto."));
  }
}
