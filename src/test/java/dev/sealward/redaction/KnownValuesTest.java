package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.PASSWORD;
import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.mask;
import static dev.sealward.redaction.Samples.masked;
import static dev.sealward.redaction.Samples.redactor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("HOME-05")
class KnownValuesTest {
  private static final String MASK = "\\[masked:known:[0-9a-f]{4}]";

  private static void vanishes(String value, String printed) {
    for (String around :
        new String[] {"%s", "a %s b\n", "log: \"%s\", next\nsecond\n", "(%s)\n(%s)\n"}) {
      String text = around.replace("%s", printed);
      String expected = around.replace("%s", "M");
      assertThat(masked(knowing(value), text).replaceAll(MASK, "M"))
          .as("form of %d characters", printed.length())
          .isEqualTo(expected);
    }
  }

  @Test
  void rawFormIsMasked() {
    vanishes("pl41n-v4lue", "pl41n-v4lue");
    vanishes(PASSWORD, PASSWORD);
  }

  @Test
  void base64IsMaskedAtAllOffsetsWithItsEdges() {
    for (String value :
        new String[] {
          "s3cret-value", "s3cret-value1", "s3cret-value12", "\u00fc\u00df>>??~~\u00e9\u00e8"
        }) {
      for (String before : new String[] {"", "u", "us", "usr:", "user:", "user1:"}) {
        for (String after : new String[] {"", "x", "xy", "xyz"}) {
          byte[] whole = bytes(before + value + after);
          for (Base64.Encoder encoder :
              List.of(
                  Base64.getEncoder(),
                  Base64.getUrlEncoder(),
                  Base64.getUrlEncoder().withoutPadding())) {
            String encoded = encoder.encodeToString(whole);
            String out = masked(knowing(value), "b=" + encoded + "\n");
            String left = out.substring(2).replaceAll(MASK + "(.*)\n", "|$1");
            String head = left.substring(0, left.indexOf('|'));
            String tail = left.substring(left.indexOf('|') + 1);
            // What stays holds no bit of the value, and all else stays.
            int valueEnd = bytes(before + value).length * 8;
            assertThat(head).hasSize(bytes(before).length * 8 / 6);
            assertThat(tail.replace("=", ""))
                .hasSize((whole.length * 8 + 5) / 6 - (valueEnd + 5) / 6);
          }
        }
      }
    }
  }

  @Test
  void urlEncodedFormsAreMasked() {
    String form = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
    vanishes(PASSWORD, form);
    vanishes(PASSWORD, form.replace("+", "%20"));
    vanishes(PASSWORD, form.replace("+", "%20").toLowerCase(Locale.ROOT));
    vanishes(PASSWORD, form.replace("%2F", "/"));
  }

  @Test
  void escapedFormsAreMasked() {
    vanishes(PASSWORD, PASSWORD.replace("\"", "\\\""));
    vanishes(PASSWORD, PASSWORD.replace("\"", "\\\\\\\""));
    vanishes(PASSWORD, PASSWORD.replace("\"", "\\\"").replace("/", "\\/"));
    vanishes(PASSWORD, PASSWORD.replace("'", "'\\''"));
    vanishes(
        PASSWORD,
        PASSWORD
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
    vanishes("gr\u00fc\u00dfe-s3cret", "gr\\u00fc\\u00dfe-s3cret");
  }

  @Test
  void hexIsMasked() {
    vanishes(PASSWORD, HexFormat.of().formatHex(bytes(PASSWORD)));
    vanishes(PASSWORD, HexFormat.of().withUpperCase().formatHex(bytes(PASSWORD)));
  }

  @Test
  void multiLineValueKeepsItsLineCount() {
    for (String lineBreak : new String[] {"\n", "\r\n"}) {
      String text = "before\n" + keyBlock(lineBreak) + lineBreak + "after\n";
      String out = masked(knowing(keyBlock("\n")), text);
      assertThat(out.lines().count()).isEqualTo(text.lines().count());
      assertThat(out.lines().filter(line -> !line.isEmpty()).toList())
          .hasSize(3)
          .startsWith("before")
          .endsWith("after");
      assertThat(out.lines().toList().get(1)).matches(MASK);
    }
  }

  @Test
  void linesOfAMultiLineValueAreMaskedBehindPrefixesAndInAnyOrder() {
    String value = "first-line-81\nsecond-line-82\nthird-line-83";
    String out = masked(knowing(value), "web_1 | third-line-83\nweb_2 | first-line-81\nshort\n");
    assertThat(out.replaceAll(MASK, "M")).isEqualTo("web_1 | M\nweb_2 | M\nshort\n");
  }

  @Test
  void valueOfShortLinesIsMaskedAcrossThem() {
    String out = masked(knowing("ab1\ncd2\nef3\ngh4"), "x ab1\ncd2\nef3\ngh4 y\nab1\nno\n");
    assertThat(out.replaceAll(MASK, "M")).isEqualTo("x M\n\n\n y\nab1\nno\n");
  }

  @Test
  void phraseThatRestartsInsideItselfIsMasked() {
    String out = masked(knowing("sec-sec-ret"), "sec-sec-sec-ret\nsec-sec-\nsec-ret\n");
    assertThat(out.replaceAll(MASK, "M")).isEqualTo("sec-M\nsec-sec-\nsec-ret\n");
  }

  @Test
  void overlappingValuesAreMaskedAsOne() {
    String out = masked(knowing("abcdefgh12", "efgh12ijkl"), "<abcdefgh12ijkl> <efgh12ijkl>");
    assertThat(out.replaceAll(MASK, "M")).isEqualTo("<M> <M>");
  }

  @Test
  void valuesThatBeginAlikeAreMaskedInFull() {
    Redactor redactor = knowing("pre-fix-1234", "pre-fix-1234-5678", "pre-fix-1234-5678-9");
    assertThat(
            masked(redactor, "pre-fix-1234 pre-fix-1234-5678 pre-fix-1234-5678-9 pre-fix-123")
                .replaceAll(MASK, "M"))
        .isEqualTo("M M M pre-fix-123");
  }

  @Test
  void adjacentCopiesLeaveNothing() {
    assertThat(masked(knowing("a1b2c3d4"), "a1b2c3d4a1b2c3d4").replaceAll(MASK, "M"))
        .isEqualTo("M");
  }

  @Test
  void longValueIsMaskedWhole() {
    Random random = new Random(3);
    StringBuilder value = new StringBuilder();
    while (value.length() < 20_000) {
      value.append(Long.toString(random.nextLong() >>> 1, 36)).append('\u00e4');
    }
    String base64 = Base64.getEncoder().encodeToString(bytes(value.toString()));
    Redactor redactor = knowing(value.toString());
    assertThat(masked(redactor, "<" + value + ">\n<" + base64 + ">\n").replaceAll(MASK, "M"))
        .isEqualTo("<M>\n<M>\n");
  }

  @Test
  void shortAndCommonAndOverlongValuesAreReportedByName() {
    Redactor redactor = redactor();
    for (String common :
        List.of("localhost", "Password", "aaaaaaaaaaaa", "abababababab", "changeme")) {
      assertThat(redactor.compile("known", bytes(common)))
          .isEqualTo(new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_COMMON));
    }
    assertThat(redactor.compile("known", bytes(" 1234567\n")))
        .isEqualTo(new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_SHORT));
    assertThat(redactor.compile("known", new byte[70_000]))
        .isEqualTo(new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_LONG));
  }

  @Test
  void maskSurvivesItsEncoding() {
    Redactor redactor = redactor();
    Mask mask = Mask.parse(mask(redactor, keyBlock("\n")).encoded());
    redactor.register(List.of(mask, mask));
    assertThat(redactor.size()).isEqualTo(1);
    assertThat(redactor.findExact(keyBlock("\n"))).hasSize(1);
    redactor.forget(mask::equals);
    assertThat(redactor.size()).isZero();
  }

  @Test
  void damagedOrForeignMasksAreRefused() {
    byte[] encoded = mask(redactor(), "s0me-value").encoded();
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> Mask.parse(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    Mask foreign = Mask.parse(encoded);
    assertThatThrownBy(() -> Redactor.of(new byte[32]).register(List.of(foreign)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsNothing() {
    Mask mask = mask(redactor(), "v3ry-private");
    assertThat(mask.toString()).matches("Mask\\[known:[0-9a-f]{4}]");
    assertThat(new String(mask.encoded(), StandardCharsets.ISO_8859_1))
        .doesNotContain("v3ry", "private");
    assertThat(new MaskOutcome.Maskable(mask).toString()).doesNotContain("v3ry");
    assertThat(knowing("v3ry-private").toString()).isEqualTo("Redactor[1 masks]");
  }

  /** Small alphabets make values overlap, restart and contain one another all the time. */
  @Test
  void agreesWithASlowReference() {
    Random random = new Random(42);
    for (int round = 0; round < 150; round++) {
      List<String> values = new ArrayList<>();
      while (values.size() < 4) {
        String value = letters(random, 8 + random.nextInt(5));
        if (value.chars().distinct().count() > 2) {
          values.add(value);
        }
      }
      StringBuilder text = new StringBuilder();
      while (text.length() < 300) {
        String value = values.get(random.nextInt(4));
        text.append(value, random.nextInt(4), value.length() - random.nextInt(4));
        text.append(random.nextInt(5) == 0 ? "\n" : letters(random, random.nextInt(3)));
      }
      String out = masked(knowing(values.toArray(String[]::new)), text.toString());
      assertThat(out.replaceAll("(" + MASK + ")+", "*")).isEqualTo(slowly(values, text.toString()));
    }
  }

  private static String letters(Random random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append("xyz".charAt(random.nextInt(3)));
    }
    return letters.toString();
  }

  private static String slowly(List<String> values, String text) {
    boolean[] hidden = new boolean[text.length()];
    for (String value : values) {
      for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
        java.util.Arrays.fill(hidden, at, at + value.length(), true);
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < hidden.length; i++) {
      if (!hidden[i]) {
        out.append(text.charAt(i));
      } else if (i == 0 || !hidden[i - 1]) {
        out.append('*');
      }
    }
    return out.toString();
  }
}
