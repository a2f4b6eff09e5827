package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("HOME-05")
class LaunchFormatsTest {
  private static final String TOKEN = "ghp_" + "R2d9kLmQ7xVbT4nZpW8sYcF1hJ6gA30uXeNq";

  private final Formatter console = new LaunchConsoleFormat();
  private final Formatter file = new LaunchFileFormat();

  @BeforeEach
  void up() {
    System.setProperty(Launcher.STATE, "ready");
  }

  @AfterEach
  void down() {
    System.clearProperty(Launcher.STATE);
  }

  @Test
  void consoleIsSilentUntilTheApplicationIsUp() {
    System.clearProperty(Launcher.STATE);
    assertThat(console.format(log("The server's own chatter", null))).isEmpty();
  }

  @Test
  void consoleShowsOneLineWithTheFailuresTypeOnly() {
    String line =
        console.format(
            log("The first line\nand the second", new IllegalStateException("said too much")));
    assertThat(line)
        .isEqualTo(
            "08:30:00Z WARNING The first line (IllegalStateException)" + System.lineSeparator());
  }

  @Test
  void consoleLineIsShortAndWithoutControlCharacters() {
    assertThat(console.format(log("x".repeat(5000), null))).hasSizeLessThan(350).contains("…");
    assertThat(console.format(log("a\u001b[2Jb\u0000c\u0007", null)).stripTrailing())
        .doesNotContain("\u001b", "\u0000", "\u0007")
        .endsWith("a [2Jb c");
    assertThat(console.format(log(null, null))).endsWith(System.lineSeparator());
  }

  @Test
  void fileKeepsTheStack() {
    String text = file.format(log("Failed", new IllegalStateException("in the way")));
    assertThat(text)
        .startsWith("2026-01-31T08:30:00Z WARNING dev.sealward.test: Failed")
        .contains("java.lang.IllegalStateException: in the way")
        .contains("at " + LaunchFormatsTest.class.getName());
  }

  @Test
  void fileMasksMessageParametersAndStack() {
    LogRecord log = log("Calling with {0}", new IllegalStateException("refused: " + TOKEN));
    log.setParameters(new Object[] {TOKEN});
    assertThat(file.format(log)).contains("Calling with", "[masked:").doesNotContain(TOKEN);
  }

  @Test
  void whatIsPrintedBeforeTheServerIsUpIsMaskedByFormats() {
    assertThat(new LaunchMasks().apply("token " + TOKEN + "\n"))
        .startsWith("token [masked:")
        .doesNotContain(TOKEN);
    assertThat(new LaunchMasks().apply("nothing to hide")).isEqualTo("nothing to hide");
  }

  private static LogRecord log(@Nullable String message, @Nullable Throwable failure) {
    LogRecord log = new LogRecord(Level.WARNING, message);
    log.setLoggerName("dev.sealward.test");
    log.setInstant(Instant.parse("2026-01-31T08:30:00Z"));
    log.setThrown(failure);
    return log;
  }
}
