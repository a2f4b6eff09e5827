package dev.sealward.guard;

import java.util.function.Consumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Masks what one handler writes, and while secret values are loaded holds it back: the record is
 * formatted when it comes, so that time, thread and parameters are its own, and handed to the
 * handler once more when it may leave.
 */
final class HoldingFormatter extends MaskingFormatter implements Consumer<String> {
  /** What has been masked and is to be written as it is. */
  private static final class Masked extends LogRecord {
    private static final long serialVersionUID = 1L;

    Masked(String text) {
      super(Level.SEVERE, text);
    }
  }

  private final Handler handler;
  private final HeldLog held;
  private final OpenLines lines;

  HoldingFormatter(Formatter inner, LogMasking masking, Handler handler, HeldLog held) {
    super(inner, masking::mask);
    this.handler = handler;
    this.held = held;
    this.lines = new OpenLines(masking);
  }

  @Override
  public String format(LogRecord logged) {
    if (logged instanceof Masked) {
      return logged.getMessage();
    }
    LogRecord log = continued(logged);
    if (held.isHolding()) {
      String text = formatted(log);
      if (text.isEmpty() || held.take(this, text, formatted(bare(log)))) {
        return "";
      }
    }
    return super.format(log);
  }

  @Override
  public String formatMessage(LogRecord log) {
    return held.isHolding() ? HeldLog.NOT_KNOWN : super.formatMessage(log);
  }

  /** Writes a masked line. */
  @Override
  public void accept(String masked) {
    handler.publish(new Masked(masked));
  }

  // Handlers ask for it when they close; a process that ends may close them before anything else.
  @Override
  public String getTail(Handler closing) {
    return held.closing(this) + super.getTail(closing);
  }

  private String formatted(LogRecord log) {
    try {
      return inner().format(log);
    } catch (RuntimeException | Error e) {
      return WITHHELD + System.lineSeparator();
    }
  }

  /** The record; of one whose message is part of a longer secret, what may be seen of it. */
  private LogRecord continued(LogRecord log) {
    String message;
    try {
      message = String.valueOf(inner().formatMessage(log));
    } catch (RuntimeException | Error e) {
      // Formatting it all will fail as well, and say so.
      return log;
    }
    String shown = lines.next(log.getLongThreadID(), message);
    return shown.equals(message) ? log : saying(shown, log, log.getThrown());
  }

  private static LogRecord bare(LogRecord log) {
    Throwable thrown = log.getThrown();
    String because = thrown == null ? "" : " (" + thrown.getClass().getSimpleName() + ")";
    return saying(HeldLog.NOT_KNOWN + because, log, null);
  }

  private static LogRecord saying(String message, LogRecord log, @Nullable Throwable thrown) {
    LogRecord other = new LogRecord(log.getLevel(), message);
    other.setLoggerName(log.getLoggerName());
    other.setInstant(log.getInstant());
    other.setLongThreadID(log.getLongThreadID());
    // Or it would be looked for on this stack.
    other.setSourceClassName(null);
    other.setSourceMethodName(null);
    other.setThrown(thrown);
    return other;
  }
}
