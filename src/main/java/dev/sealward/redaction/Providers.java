package dev.sealward.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of services that issue credentials: beside one, a word as weak as {@code key} or {@code
 * access} speaks of a secret.
 */
final class Providers {
  private static final Set<String> NAMES = read();

  /** How far to the left of a name its provider is looked for, and in how many words. */
  private static final int REACH = 48;

  private static final int WORDS = 4;

  private Providers() {}

  private static Set<String> read() {
    Set<String> names = new HashSet<>();
    TokenFormat.ALL.forEach(format -> names.add(format.provider()));
    try (InputStream in = Providers.class.getResourceAsStream("provider-names.txt")) {
      if (in == null) {
        throw new IllegalStateException("provider-names.txt is missing from this installation");
      }
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> names.addAll(Bytes.words(line)));
    } catch (IOException e) {
      throw new UncheckedIOException("provider-names.txt cannot be read", e);
    }
    names.remove("");
    return Set.copyOf(names);
  }

  /** Whether one of the last words before {@code to}, or two of them as one, name a provider. */
  static boolean before(Line line, int to) {
    String after = "";
    int end = to;
    for (int words = 0; words < WORDS; words++) {
      while (to - end < REACH && isJoint(line.byteAt(end - 1))) {
        end--;
      }
      int start = end;
      while (to - start < REACH && Bytes.isAlphanumeric(line.byteAt(start - 1))) {
        start--;
        if (Bytes.isUpper(line.byteAt(start)) && Bytes.isLower(line.byteAt(start - 1))) {
          break;
        }
      }
      if (start == end) {
        return false;
      }
      String word =
          new String(line.bytes(), start, end - start, StandardCharsets.ISO_8859_1)
              .toLowerCase(Locale.ROOT);
      if (NAMES.contains(word) || NAMES.contains(word + after)) {
        return true;
      }
      after = word;
      end = start;
    }
    return false;
  }

  private static boolean isJoint(byte b) {
    return b != 0 && " _-.:=\"'\t".indexOf(b) >= 0;
  }
}
