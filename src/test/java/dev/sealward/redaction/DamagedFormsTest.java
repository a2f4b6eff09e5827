package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Texts in which values are printed in ways that no form has: parts of forms, forms with white
 * space, escapes and quotes anywhere in them, and lines that end where they like. Such a value may
 * be found or not, but the same way however the text is cut, and nothing more of it when masked
 * text is masked again. {@code -Drounds} looks at as many times more texts, {@code -Dseed} at
 * others.
 */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class DamagedFormsTest {
  private static final int TEXTS = 4000 * Integer.getInteger("rounds", 1);
  private static final long SEED = Long.getLong("seed", 11);

  private static final List<String> VALUES =
      List.of(
          "s3cret-v4",
          "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4",
          "Zq8Lw2Xc7Vb5NmXXXX and then",
          "ab1\ncd2\nef3\ngh4 and more",
          "abcd1234\nef3\ngh5",
          "x\ny\nz1234567-q",
          "line-one-81\nline-two-82\nline-three-83",
          "ab cdefghijklmn\nsecond-line-12\nthird",
          "correct horse battery staple",
          "a'b\\c\"d%e&f;g12",
          ",begins with 0x41 and 0x42",
          Samples.PASSWORD,
          "pässwört-€-12345678");

  private static final String[] DAMAGE = {
    " ", "  ", "\n", "\r\n", "\t", "\n    ", " \n", "\n\n", "\\n", "\\", "\\u0020", "%20", "%",
    "&#32;", "&amp;", "\"", "''", "0x", "x", "[", ","
  };

  private static final String[] BETWEEN = {"\n", " ", "", "\r\n", ",\n", "\n0x", "\"}\n"};
  private static final String[] BREAKS = {"\n", "\r\n", " \n", "\n  ", " ", ", "};

  private final Map<String, Function<String, byte[]>> forms = Printed.all();
  private final List<String> names = List.copyOf(forms.keySet());
  private final Redactor redactor = Samples.knowing(VALUES.toArray(String[]::new));

  @Test
  void areMaskedTheSameHoweverTheyAreCutAndNoFurtherTheSecondTime() {
    List<String> wrong = new ArrayList<>();
    int masked = 0;
    for (long seed = SEED; seed < SEED + TEXTS; seed++) {
      Random random = new Random(seed);
      byte[] text = latin(text(random));
      byte[] whole = stream(redactor, text, 0, random);
      masked += Arrays.equals(text, whole) ? 0 : 1;
      for (int most : new int[] {1, 60}) {
        if (!Arrays.equals(stream(redactor, text, most, random), whole)) {
          wrong.add(seed + " differs when cut: " + latin(text));
        }
      }
      if (!Arrays.equals(stream(redactor, whole, 9, random), whole)) {
        wrong.add(seed + " masked again: " + latin(text));
      }
    }
    assertThat(wrong).as("each begins with the number to run it again by -Dseed").isEmpty();
    assertThat(masked).isGreaterThan(TEXTS / 2);
  }

  /** The lines behind a short first line are read ahead; what is all in one is not found there. */
  @Test
  void aLineBehindAShortFirstLineIsTheSameWholeAndInParts() {
    byte[] text = latin("x\ny[\nz\t1234567- q\nx\ny\nz1234567-q");
    byte[] whole = stream(redactor, text, 0, new Random(1));
    assertThat(latin(whole)).startsWith("x\ny[\nz\t1234567- q\n[masked:known:");
    assertThat(latin(stream(redactor, text, 1, new Random(1)))).isEqualTo(latin(whole));
  }

  private String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(printed(random)).append(BETWEEN[random.nextInt(BETWEEN.length)]);
    }
    return text.toString();
  }

  private String printed(Random random) {
    String value = VALUES.get(random.nextInt(VALUES.size()));
    if (random.nextInt(3) == 0) {
      value = value.substring(0, 1 + random.nextInt(value.length()));
    }
    String before = "p".repeat(random.nextInt(4) == 0 ? random.nextInt(70) : 0);
    String after = "q".repeat(random.nextInt(4) == 0 ? random.nextInt(70) : 0);
    String name = names.get(random.nextInt(names.size()));
    byte[] form = forms.get(name).apply(before + value + after);
    StringBuilder printed = new StringBuilder(latin(form));
    for (int i = random.nextInt(5); i > 0; i--) {
      printed.insert(random.nextInt(printed.length() + 1), DAMAGE[random.nextInt(DAMAGE.length)]);
    }
    if (random.nextInt(4) == 0) {
      int columns = 8 + random.nextInt(80);
      String lineBreak = BREAKS[random.nextInt(BREAKS.length)];
      for (int at = columns; at < printed.length(); at += columns + lineBreak.length()) {
        printed.insert(at, lineBreak);
      }
    }
    return printed.substring(0, random.nextInt(6) == 0 ? printed.length() / 2 : printed.length());
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
