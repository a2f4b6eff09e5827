package dev.sealward.api;

import dev.sealward.guard.Patience;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A body that has to keep coming: it may be waited for {@link Patience#MOST}, and each {@value
 * #BYTES_PER_SECOND} bytes that come give a second back, up to that. Only waiting counts, so that
 * nobody is refused because Sealward is slow. In newline-delimited JSON each end of a line gives
 * all of it back: who has nothing to say keeps an upload open with blank lines.
 *
 * <p>The server itself gives up once nothing at all has come for {@value #SILENT_SECONDS} seconds.
 * Both are refusals, {@code BODY_TOO_SLOW}. Does not protect against: many bodies at once, which
 * the limits of each kind of upload are for. Used by one thread.
 */
final class SteadyBody extends FilterInputStream {
  static final int BYTES_PER_SECOND = 1024;

  /** As the server's listeners are set. */
  private static final int SILENT_SECONDS = 30;

  private static final int MAX_CAUSES = 8;

  private final LongSupplier nanos;
  private final boolean lines;
  private final Patience patience = new Patience(BYTES_PER_SECOND);

  /**
   * @param nanos the time, from anywhere on
   * @param lines whether the end of a line gives all patience back
   */
  SteadyBody(InputStream body, LongSupplier nanos, boolean lines) {
    super(body);
    this.nanos = nanos;
    this.lines = lines;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    long since = nanos.getAsLong();
    int read;
    try {
      read = in.read(bytes, from, length);
    } catch (IOException broken) {
      if (isSilence(broken)) {
        throw tooSlow();
      }
      throw broken;
    }
    if (read >= 0) {
      if (!patience.lasts(nanos.getAsLong() - since)) {
        throw tooSlow();
      }
      if (lines && endsALine(bytes, from, read)) {
        patience.renew();
      } else {
        patience.moved(read);
      }
    }
    return read;
  }

  private static boolean endsALine(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  private static boolean isSilence(Throwable broken) {
    Throwable cause = broken;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static Refused tooSlow() {
    return Refused.of(
        Refused.Kind.TOO_SLOW,
        Remedy.of(
            "BODY_TOO_SLOW",
            "The body stopped coming, or came with less than "
                + BYTES_PER_SECOND
                + " bytes a second.",
            "Send it again over a faster connection; of an upload of events, what is not stored"
                + " yet.",
            "While there are no events, send a blank line at least every "
                + SILENT_SECONDS / 2
                + " seconds, or end the upload."));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
