package dev.sealward.guard;

import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Masks what another formatter made of a log record, stack trace and all (ST-SEC-004).
 *
 * <p>When formatting or masking fails, a fixed placeholder is logged and nothing of the record. Has
 * no state of its own; as thread-safe as what it wraps.
 */
public class MaskingFormatter extends Formatter {
  /** Stands in the log for a text that could not be masked. */
  public static final String WITHHELD = "[withheld: this text could not be masked]";

  private final Formatter inner;
  private final UnaryOperator<String> masker;

  public MaskingFormatter(Formatter inner, UnaryOperator<String> masker) {
    this.inner = inner;
    this.masker = masker;
  }

  /** The formatter that was wrapped. */
  public Formatter inner() {
    return inner;
  }

  @Override
  public String format(LogRecord log) {
    try {
      return masker.apply(inner.format(log));
    } catch (RuntimeException | Error e) {
      return WITHHELD + "\n";
    }
  }

  @Override
  public String formatMessage(LogRecord log) {
    try {
      return masker.apply(inner.formatMessage(log));
    } catch (RuntimeException | Error e) {
      return WITHHELD;
    }
  }

  @Override
  public String getHead(Handler handler) {
    return inner.getHead(handler);
  }

  @Override
  public String getTail(Handler handler) {
    return inner.getTail(handler);
  }
}
