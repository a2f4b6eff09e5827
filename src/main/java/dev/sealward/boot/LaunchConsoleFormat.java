package dev.sealward.boot;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * What the console shows of a log record: one line, the failure's type and never its stack; nothing
 * before the application is up, since the launcher says in one line why it is not. The whole record
 * is in the log file.
 */
public final class LaunchConsoleFormat extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MAX_CHARS = 300;

  @Override
  public String format(LogRecord log) {
    if (System.getProperty(Launcher.STATE) == null) {
      return "";
    }
    String message = firstLine(String.valueOf(formatMessage(log)));
    Throwable failure = log.getThrown();
    String because = failure == null ? "" : " (" + failure.getClass().getSimpleName() + ")";
    return TIME.format(log.getInstant())
        + "Z "
        + log.getLevel().getName()
        + " "
        + message
        + because
        + System.lineSeparator();
  }

  private static String firstLine(String message) {
    String line = message.strip().lines().findFirst().orElse("");
    // A terminal obeys control characters.
    String visible = line.replaceAll("\\p{Cntrl}", " ");
    return visible.length() > MAX_CHARS ? visible.substring(0, MAX_CHARS) + "…" : visible;
  }
}
