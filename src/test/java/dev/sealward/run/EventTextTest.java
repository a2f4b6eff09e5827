package dev.sealward.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("ST-SEC-004")
class EventTextTest {

  @Test
  void plainTextIsTheSameObject() {
    String plain = "Grüße, 世界 — {\"a\":\t1}\nsecond line";
    assertThat(EventText.clean(plain)).isSameAs(plain);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("terminalOutput")
  void becomesWhatATerminalShows(String what, String raw, String shown) {
    assertThat(EventText.clean(raw)).as(what).isEqualTo(shown);
  }

  static Stream<Arguments> terminalOutput() {
    return Stream.of(
        Arguments.of("colour inside a word", "sec\033[31mret", "secret"),
        Arguments.of("colour with parameters", "\033[1;38;5;196mred\033[0m", "red"),
        Arguments.of("eight-bit sequence", "sec\u009b31mret", "secret"),
        Arguments.of("character set", "sec\033(Bret", "secret"),
        Arguments.of("title up to bell", "a\033]0;title\007b", "ab"),
        Arguments.of("link", "\033]8;;https://example.org\033\\here\033]8;;\033\\", "here"),
        Arguments.of("title without end", "a\033]0;title", "a]0;title"),
        Arguments.of("sequence without end", "a\033[31", "a31"),
        Arguments.of("lone escape", "a\033", "a"),
        Arguments.of("NUL", "sec\000ret", "secret"),
        Arguments.of("zero-width space", "sec\u200bret", "secret"),
        Arguments.of("soft hyphen, joiner, mark", "s\u00ade\u2060c\ufeffr\u200eet", "secret"),
        Arguments.of("joiners after ASCII", "se\u200dcr\u034fe\ufe0ft\u200b\u200c", "secret"),
        Arguments.of(
            "joiner in an emoji",
            "\u2764\ufe0f\u200d\ud83d\udd25",
            "\u2764\ufe0f\u200d\ud83d\udd25"),
        Arguments.of("bell and delete", "sec\007\177ret", "secret"),
        Arguments.of("overstrike", "s\bse\bec\bcr\bre\bet\bt", "secret"),
        Arguments.of("backspace at a line's start", "a\n\bb", "a\nb"),
        Arguments.of("backspace over a pair", "\ud83d\ude00\bx", "x"),
        Arguments.of("windows line end", "a\r\nb\r", "a\nb"),
        Arguments.of("progress bar", "10%\r20%", "10%\n20%"),
        Arguments.of("lone surrogate", "a\ud83db", "a\ufffdb"),
        Arguments.of("pair", "\ud83d\ude00\007", "\ud83d\ude00"),
        Arguments.of("direction override", "a\u202eb", "a\ufffdb"));
  }

  @Test
  void whatIsCleanedOnceIsClean() {
    Random random = new Random(4711);
    char[] alphabet =
        "\u001b[]0;m\u0007\\\b\r\n\t \ud83d\ude00\u009b\u009cab(~\u202e\u0000\u200b\u200d\u2764"
            .toCharArray();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder raw = new StringBuilder();
      for (int i = random.nextInt(24); i > 0; i--) {
        raw.append(alphabet[random.nextInt(alphabet.length)]);
      }
      String clean = EventText.clean(raw.toString());
      assertThat(EventText.clean(clean)).isEqualTo(clean);
      assertThat(clean.length()).isLessThanOrEqualTo(raw.length());
    }
  }
}
