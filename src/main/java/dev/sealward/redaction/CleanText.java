package dev.sealward.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ordinary lines of logs, settings and code without a secret: what a rule must leave readable. */
final class CleanText {
  static final List<String> LINES = read();

  private CleanText() {}

  private static List<String> read() {
    try (InputStream in = CleanText.class.getResourceAsStream("clean-text.txt")) {
      if (in == null) {
        throw new IllegalStateException("clean-text.txt is missing from this installation");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("clean-text.txt cannot be read", e);
    }
  }
}
