package dev.sealward.guard;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response whose bytes have to be taken: who makes the server wait longer than {@link Patience}
 * has, at less than {@value #BYTES_PER_SECOND} bytes a second, gets no more of it. Only waiting
 * counts, so that nobody loses an answer because Sealward is slow.
 *
 * <p>The server itself gives up once nothing at all was taken for 30 seconds, which is told alike.
 * What goes through a writer is not watched: error pages of the container, which fit its buffer.
 * One request, one thread.
 */
final class SteadyAnswer extends HttpServletResponseWrapper {
  static final int BYTES_PER_SECOND = 16 * 1024;

  /** A large array is handed on in parts, so that its reader is looked at meanwhile. */
  static final int SLICE = 16 * 1024;

  /** What breaks after so long was not taken; sooner, its reader went away. */
  static final Duration SILENT = Duration.ofSeconds(20);

  private final SlowReaders readers;
  private final String pattern;
  private @Nullable ServletOutputStream stream;

  /**
   * @param pattern of the path that was asked for, for the log
   */
  SteadyAnswer(HttpServletResponse response, SlowReaders readers, String pattern) {
    super(response);
    this.readers = readers;
    this.pattern = pattern;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new Watched(super.getOutputStream());
    }
    return stream;
  }

  /** A step of writing. */
  private interface Step {
    void take() throws IOException;
  }

  private final class Watched extends ServletOutputStream {
    private final ServletOutputStream out;
    private final Patience patience = new Patience(BYTES_PER_SECOND);
    private boolean ended;

    Watched(ServletOutputStream out) {
      this.out = out;
    }

    private void watch(Step step, int bytes) throws IOException {
      if (ended) {
        throw new TakenTooSlowly();
      }
      long since = readers.now();
      try {
        step.take();
      } catch (IOException broken) {
        // The server's own limit has no type of its own.
        if (readers.now() - since >= SILENT.toNanos()) {
          end();
        }
        throw broken;
      }
      if (!patience.lasts(readers.now() - since)) {
        end();
        throw new TakenTooSlowly();
      }
      patience.moved(bytes);
    }

    private void end() {
      ended = true;
      readers.ended(pattern);
    }

    @Override
    public void write(int b) throws IOException {
      watch(() -> out.write(b), 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      Objects.checkFromIndexSize(from, length, bytes.length);
      for (int at = from; at < from + length; at += SLICE) {
        int start = at;
        int slice = Math.min(SLICE, from + length - at);
        watch(() -> out.write(bytes, start, slice), slice);
      }
    }

    @Override
    public void flush() throws IOException {
      watch(out::flush, 0);
    }

    @Override
    public void close() throws IOException {
      watch(out::close, 0);
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }

  /** Whoever asked for the answer does not take it. */
  private static final class TakenTooSlowly extends IOException {
    private static final long serialVersionUID = 1L;

    TakenTooSlowly() {
      super("an answer was taken too slowly");
    }
  }
}
