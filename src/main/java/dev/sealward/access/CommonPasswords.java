package dev.sealward.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.util.Set;
import java.util.stream.Collectors;

/** The passwords that are tried first ({@code common-passwords.txt}). Immutable. */
final class CommonPasswords {
  private final Set<CharBuffer> known;

  private CommonPasswords(Set<CharBuffer> known) {
    this.known = known;
  }

  static CommonPasswords read() {
    try (InputStream in = CommonPasswords.class.getResourceAsStream("common-passwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("common-passwords.txt is not in the application");
      }
      return new CommonPasswords(
          new BufferedReader(new InputStreamReader(in, US_ASCII))
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(CharBuffer::wrap)
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code folded}, in lower case, is one of them. */
  boolean contains(CharBuffer folded) {
    return known.contains(folded);
  }
}
