package dev.sealward.kernel;

import java.util.UUID;

/** A run, by random UUID. */
public record RunId(UUID value) {
  public static RunId of(UUID value) {
    return new RunId(value);
  }

  /** Parses the canonical text form; anything else is "no such run". */
  public static RunId parse(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return new RunId(id);
      }
    } catch (IllegalArgumentException notAnId) {
      // falls through to the one answer for every text that is no id
    }
    throw Refused.missing("run");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
