package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;

/**
 * Six seconds of whatever a fuzzer comes up with, at every build: as the neighbours of a form that
 * it chooses of a value that it chooses, or of a token of a provider. What is hidden of known
 * values is compared with a {@link SlowReference}; for formats there is none.
 */
@Tag("ST-SEC-004")
class RedactorFuzz {
  private static final List<String> VALUES =
      List.of("it's \"qu0ted\" \\n%41", "kn0wn-value", "ab1\ncd2\nef3");
  private static final Redactor REDACTOR = knowing(VALUES.toArray(String[]::new));
  private static final HiddenBytes KNOWN_ONLY = new HiddenBytes(VALUES);
  private static final List<Function<String, byte[]>> FORMS = List.copyOf(Printed.all().values());
  private static final List<String> NAMES = List.copyOf(Printed.all().keySet());

  private static final List<byte[]> TOKENS = tokens();

  private static List<byte[]> tokens() {
    Random random = new Random(3);
    return TokenFormat.ALL.stream()
        .filter(format -> format.place() == TokenFormat.Place.ANYWHERE)
        .map(format -> Samples.bytes(ShapeSamples.credential(format, random)))
        .toList();
  }

  // Jazzer runs one of these a process.
  @FuzzTest(maxDuration = "6s")
  void cutsChangeNothingAndNothingLeaks(byte[] data) {
    int which = choice(data, 0, VALUES.size() + 1);
    if (which == VALUES.size()) {
      byte[] token = TOKENS.get(choice(data, 1, TOKENS.size()));
      byte[] whole = masked(around(data, token));
      assertThat(indexOf(whole, token)).isNegative();
      return;
    }
    String value = VALUES.get(which);
    int form = choice(data, 1, FORMS.size());
    byte[] text = around(data, FORMS.get(form).apply(value));
    byte[] whole = masked(text);
    assertThat(KNOWN_ONLY.differences(text)).isEmpty();
    // Of these none is printed as one stretch.
    if (!NAMES.get(form).equals("behind prefixes") || value.indexOf('\n') < 0) {
      assertThat(indexOf(whole, FORMS.get(form).apply(value))).as(NAMES.get(form)).isNegative();
    }
  }

  /** What holds of any text. */
  private static byte[] masked(byte[] text) {
    byte[] whole = stream(REDACTOR, text, 0, new Random(1));
    assertThat(stream(REDACTOR, text, 1, new Random(1))).isEqualTo(whole);
    assertThat(stream(REDACTOR, text, 7, new Random(2))).isEqualTo(whole);
    assertThat(stream(REDACTOR, whole, 5, new Random(3))).isEqualTo(whole);
    assertThat(lineBreaks(whole)).isEqualTo(lineBreaks(text));
    return whole;
  }

  private static int choice(byte[] data, int at, int bound) {
    return at < data.length ? (data[at] & 0xff) % bound : 0;
  }

  /** The printed value in the middle of {@code data}. */
  private static byte[] around(byte[] data, byte[] printed) {
    byte[] text = new byte[data.length + printed.length + 2];
    int middle = data.length / 2;
    System.arraycopy(data, 0, text, 0, middle);
    text[middle] = ' ';
    System.arraycopy(printed, 0, text, middle + 1, printed.length);
    text[middle + 1 + printed.length] = ' ';
    System.arraycopy(data, middle, text, middle + 2 + printed.length, data.length - middle);
    return text;
  }

  private static int lineBreaks(byte[] text) {
    int count = 0;
    for (byte b : text) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }

  private static int indexOf(byte[] text, byte[] wanted) {
    for (int at = 0; at + wanted.length <= text.length; at++) {
      if (Bytes.startsWith(text, at, text.length, wanted)) {
        return at;
      }
    }
    return -1;
  }
}
