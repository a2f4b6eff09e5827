package dev.sealward.kernel;

import java.util.UUID;

/**
 * The row id of a secret; stays when its scope or name is shown, and is bound into its ciphertext.
 */
public record SecretId(UUID value) {
  public static SecretId of(UUID value) {
    return new SecretId(value);
  }

  /** Parses the canonical text form; anything else is "no such secret". */
  public static SecretId parse(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return new SecretId(id);
      }
    } catch (IllegalArgumentException notAnId) {
      // falls through to the one answer for every text that is no id
    }
    throw Refused.missing("secret");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
