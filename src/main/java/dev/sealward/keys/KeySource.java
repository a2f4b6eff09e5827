package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a master key comes from. Text form: the lower-case name. */
public enum KeySource {
  /** The operating system's keychain. */
  KEYCHAIN,
  /** An environment variable the operator sets at every start. */
  ENV,
  /** A passphrase a person types, stretched with scrypt. */
  PASSPHRASE,
  /** A 0600 file. */
  FILE;

  /** Parses the lower-case name. */
  public static KeySource parse(@Nullable String text) {
    for (KeySource source : values()) {
      if (source.text().equals(text)) {
        return source;
      }
    }
    throw Refused.field(
        "source",
        "KEY_SOURCE_INVALID",
        "A key source is keychain, passphrase, env or file.",
        "Choose one of them.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
