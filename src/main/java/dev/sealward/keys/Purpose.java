package dev.sealward.keys;

import java.util.Arrays;
import java.util.Optional;

/** What an envelope holds; part of the scope key's derivation and of the envelope's binding. */
public enum Purpose {
  /** The value of a secret version. */
  SECRET_VALUE("secret-value"),
  /** The keyed fingerprints that recognise a value in a stream. */
  MASK("mask"),
  /** A random key of Sealward's own. */
  OWN_KEY("own-key"),
  /** The seed of a person's second factor. */
  SECOND_FACTOR("second-factor"),
  /** Where a list goes on, as it is handed to who lists. */
  PLACE("place"),
  /** A rotated master key, kept under the one that replaced it. */
  MASTER_KEY("master-key");

  private final String text;

  Purpose(String text) {
    this.text = text;
  }

  /** The text form, as bindings hold it. */
  public String text() {
    return text;
  }

  /** The purpose of a text form; empty when there is none. */
  static Optional<Purpose> named(String text) {
    return Arrays.stream(values()).filter(purpose -> purpose.text.equals(text)).findFirst();
  }
}
