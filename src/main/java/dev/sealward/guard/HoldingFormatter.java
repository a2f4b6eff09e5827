package dev.sealward.guard;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

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

  HoldingFormatter(Formatter inner, UnaryOperator<String> masker, Handler handler, HeldLog held) {
    super(inner, masker);
    this.handler = handler;
    this.held = held;
  }

  @Override
  public String format(LogRecord log) {
    if (log instanceof Masked) {
      return log.getMessage();
    }
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

  private static LogRecord bare(LogRecord log) {
    Throwable thrown = log.getThrown();
    String because = thrown == null ? "" : " (" + thrown.getClass().getSimpleName() + ")";
    LogRecord bare = new LogRecord(log.getLevel(), HeldLog.NOT_KNOWN + because);
    bare.setLoggerName(log.getLoggerName());
    bare.setInstant(log.getInstant());
    bare.setLongThreadID(log.getLongThreadID());
    // Or it would be looked for on this stack.
    bare.setSourceClassName(null);
    bare.setSourceMethodName(null);
    return bare;
  }
}
