package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of {@code System.out} or {@code System.err} and lets only masked, whole lines
 * through (ST-SEC-004).
 *
 * <p>Text printed in pieces waits for its line to end; several lines printed at once are masked as
 * one text, so that a value on more than one line is seen. A line longer than {@link
 * #MAX_LINE_BYTES} and a text that cannot be masked are replaced by a fixed placeholder: a cut line
 * could show half a secret. Bytes are taken as UTF-8.
 *
 * <p>Each call is masked by itself: who wants a value seen that is printed line by line in calls of
 * their own has the masker remember ({@link OpenLines}). Thread-safe.
 */
public final class MaskingPrintStream extends PrintStream {
  /** Most bytes an unfinished line may hold before it is withheld. */
  public static final int MAX_LINE_BYTES = 1 << 20;

  private final Lines lines;

  public MaskingPrintStream(PrintStream target, UnaryOperator<String> masker) {
    this(new Lines(target, masker));
  }

  private MaskingPrintStream(Lines lines) {
    super(lines, false, UTF_8);
    this.lines = lines;
  }

  /** The stream the masked lines go to. */
  public PrintStream target() {
    return lines.target;
  }

  /** Masks and prints a line that has not ended; for the end of the program only. */
  public void finish() {
    super.flush();
    lines.finish();
  }

  // Text and line break in one piece, so that all lines of the text are masked together.
  @Override
  public void println(@Nullable String text) {
    print(text + System.lineSeparator());
  }

  @Override
  public void println(@Nullable Object object) {
    println(String.valueOf(object));
  }

  @Override
  public void println(char[] text) {
    println(String.valueOf(text));
  }

  @Override
  public boolean checkError() {
    return lines.target.checkError();
  }

  /** Prints what is left. The stream behind stays open: it belongs to the process. */
  @Override
  public void close() {
    finish();
  }

  private static final class Lines extends OutputStream {
    private static final int USUAL_LINE_BYTES = 8192;

    private final PrintStream target;
    private final UnaryOperator<String> masker;
    private ByteArrayOutputStream held = new ByteArrayOutputStream(256);
    private boolean tooLong;

    Lines(PrintStream target, UnaryOperator<String> masker) {
      this.target = target;
      this.masker = masker;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      int afterLastLine = from + length;
      while (afterLastLine > from && bytes[afterLastLine - 1] != '\n') {
        afterLastLine--;
      }
      int start = from;
      if (tooLong && afterLastLine > from) {
        start = skipRestOfLine(bytes, from);
      }
      if (afterLastLine > start) {
        hold(bytes, start, afterLastLine - start);
        emit();
        start = afterLastLine;
      }
      hold(bytes, start, from + length - start);
      if (!tooLong && held.size() > MAX_LINE_BYTES) {
        held = new ByteArrayOutputStream(256);
        tooLong = true;
      }
    }

    private int skipRestOfLine(byte[] bytes, int from) {
      int next = from;
      while (bytes[next] != '\n') {
        next++;
      }
      tooLong = false;
      target.println(MaskingFormatter.WITHHELD);
      return next + 1;
    }

    private void hold(byte[] bytes, int from, int length) {
      if (!tooLong) {
        held.write(bytes, from, length);
      }
    }

    private void emit() {
      String text = held.toString(UTF_8);
      if (held.size() > USUAL_LINE_BYTES) {
        held = new ByteArrayOutputStream(256);
      } else {
        held.reset();
      }
      String masked;
      try {
        masked = masker.apply(text);
      } catch (RuntimeException | Error e) {
        masked = MaskingFormatter.WITHHELD + (text.endsWith("\n") ? "\n" : "");
      }
      target.print(masked);
      target.flush();
    }

    synchronized void finish() {
      if (tooLong) {
        tooLong = false;
        target.println(MaskingFormatter.WITHHELD);
      } else if (held.size() > 0) {
        emit();
      }
      target.flush();
    }

    // An unfinished line stays: what follows may complete a secret.
    @Override
    public void flush() {
      target.flush();
    }
  }
}
