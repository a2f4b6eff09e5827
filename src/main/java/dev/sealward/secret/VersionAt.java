package dev.sealward.secret;

import java.util.UUID;

/** Names a version, and how far a pass through all versions has come. */
record VersionAt(UUID secret, int number) {

  static VersionAt parse(String text) {
    int hash = text.indexOf('#');
    return new VersionAt(
        UUID.fromString(text.substring(0, hash)), Integer.parseInt(text.substring(hash + 1)));
  }

  String text() {
    return secret + "#" + number;
  }

  /** As a report names it. */
  String item() {
    return "secret " + secret + " version " + number;
  }
}
