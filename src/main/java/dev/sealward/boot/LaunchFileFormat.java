package dev.sealward.boot;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A log record as the log file keeps it: whole, with its stack, and masked by formats from the
 * start.
 */
public final class LaunchFileFormat extends Formatter {
  private final LaunchMasks masks = new LaunchMasks();

  @Override
  public String format(LogRecord log) {
    StringWriter text = new StringWriter();
    PrintWriter lines = new PrintWriter(text);
    lines.println(
        log.getInstant()
            + " "
            + log.getLevel().getName()
            + " "
            + log.getLoggerName()
            + ": "
            // Set in, so that no message can look like a record of its own.
            + String.valueOf(formatMessage(log)).replace("\n", "\n\t"));
    Throwable failure = log.getThrown();
    if (failure != null) {
      failure.printStackTrace(lines);
    }
    lines.flush();
    return masks.apply(text.toString());
  }
}
