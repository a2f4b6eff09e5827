package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
class EscapesTest {
  private static final int READABLE_BEYOND = 16;
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

  /** Whatever stands around it, and wherever the search begins and ends. */
  @Test
  void everyPlaceIsFoundThatALookAtEachByteFinds() {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      byte[] text = text(random);
      int length = text.length - READABLE_BEYOND;
      for (int from = 0; from < length; from += 1 + random.nextInt(9)) {
        int to = from + random.nextInt(length - from + 1);
        assertThat(Escapes.next(text, from, to)).isEqualTo(plainEscape(text, from, to));
        assertThat(Escapes.nextWrap(text, from, to)).isEqualTo(plainWrap(text, from, to));
        assertThat(Escapes.nextOctetsWrap(text, from, to))
            .isEqualTo(plainOctetsWrap(text, from, to));
      }
    }
  }

  @Test
  void fullLinesOfBase64AreFoundInEveryColumnAndNoOthersAre() {
    for (int columns : new int[] {8, 63, 64, 65, 75, 76, 77, 200}) {
      for (String lineBreak : new String[] {"\n", "\r\n"}) {
        for (int indent = 0; indent < 70; indent++) {
          String before = "x".repeat(3) + " ".repeat(1 + indent);
          String line = "aB3+/".repeat(40).substring(0, columns);
          byte[] text = readable(before + line + lineBreak + "more and more");
          int expected =
              columns == 64 || columns == 76
                  ? before.length() + columns + lineBreak.length() - 1
                  : text.length - READABLE_BEYOND;
          assertThat(Escapes.nextWrap(text, 0, text.length - READABLE_BEYOND))
              .as("%d columns, %d before", columns, before.length())
              .isEqualTo(expected);
        }
      }
    }
  }

  private static int plainEscape(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      boolean here =
          switch (text[at]) {
            case '\\', '%', '&' -> true;
            case '\'' -> text[at + 1] == '\'' || text[at + 1] == '"';
            case 'x' -> at > 0 && text[at - 1] == '0';
            default -> false;
          };
      if (here) {
        return at;
      }
    }
    return to;
  }

  private static int plainWrap(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] == '\n' && (Escapes.isFullLine(text, at) || Escapes.isHexLine(text, at))) {
        return at;
      }
    }
    return to;
  }

  private static int plainOctetsWrap(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] == '\n' && Escapes.isOctetLine(text, at)) {
        return at;
      }
    }
    return to;
  }

  @Test
  void linesOfDumpsAreFoundInEveryColumnAndNoOthersAre() {
    for (int columns : new int[] {8, 43, 44, 47, 59, 60, 64, 300}) {
      for (String lineBreak : new String[] {"\n", "\r\n"}) {
        for (int indent = 0; indent < 70; indent++) {
          String before = "word" + ".".repeat(1 + indent);
          int from = before.length() + columns + lineBreak.length() - 1;
          byte[] text = readable(before + dump("5E", columns) + lineBreak + "5e more");
          int none = text.length - READABLE_BEYOND;
          assertThat(Escapes.nextWrap(text, 0, none)).isEqualTo(columns >= 60 ? from : none);
          for (String octet : new String[] {"5e ", "9A:"}) {
            byte[] parted = readable(before + dump(octet, columns) + lineBreak + "5e more");
            boolean isLine = columns >= 44 && columns % 3 != 1;
            assertThat(Escapes.nextOctetsWrap(parted, 0, none)).isEqualTo(isLine ? from : none);
          }
        }
      }
    }
  }

  private static String dump(String octet, int columns) {
    return octet.repeat(columns).substring(0, columns);
  }

  /** Lines of base64 of about the columns it is wrapped at, with other bytes here and there. */
  private static byte[] text(Random random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 1500) {
      int length = random.nextInt(3) == 0 ? random.nextInt(90) : 62 + random.nextInt(16);
      String characters = random.nextBoolean() ? BASE64 : "0123456789abcdefABCDEF";
      String part = random.nextInt(3) == 0 ? " " : random.nextInt(2) == 0 ? ":" : "";
      for (int i = 0; i < length; i++) {
        text.append(characters.charAt(random.nextInt(characters.length())));
        text.append(i % 2 == 1 ? part : "");
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        text.append("\\%&''\"x0$|X \u0001~\u00e9".charAt(random.nextInt(15)));
      }
      text.append(random.nextBoolean() ? "\n" : "\r\n");
    }
    return readable(text.toString());
  }

  private static byte[] readable(String text) {
    byte[] bytes = bytes(text);
    return Arrays.copyOf(bytes, bytes.length + READABLE_BEYOND);
  }
}
