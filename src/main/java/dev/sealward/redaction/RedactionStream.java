package dev.sealward.redaction;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A stream of bytes being masked.
 *
 * <p>Each line reaches the sink before {@link #accept} returns from the chunk that ends it, unless
 * a multi-line secret has begun. After a failure of the engine or the sink the stream takes nothing
 * more.
 *
 * <p>Not thread-safe. Holds under 256 KiB.
 */
public final class RedactionStream {
  private static final int SLICE = 32 * 1024;

  private final Engine engine;
  private final ByteSink sink;
  private final Redactor.TextOutput out;
  private boolean closed;

  RedactionStream(Engine engine, ByteSink sink, Consumer<Finding> each) {
    this.engine = engine;
    this.sink = sink;
    this.out = new Redactor.TextOutput(1024, each);
  }

  /** Takes a chunk. */
  public void accept(byte[] bytes) throws IOException {
    accept(bytes, 0, bytes.length);
  }

  /**
   * Takes a chunk.
   *
   * @throws RedactionFailure when the engine fails; the sink then ends with {@link
   *     RedactedText#BLOCKED}
   */
  public void accept(byte[] bytes, int from, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(from, length, bytes.length);
    for (int at = from; at < from + length; at += SLICE) {
      int start = at;
      int taken = Math.min(SLICE, from + length - at);
      step(() -> engine.accept(bytes, start, taken, out));
    }
  }

  /**
   * Ends the stream: writes what was held, masked when in doubt. Closing the sink is the caller's.
   */
  public void finish() throws IOException {
    step(() -> engine.finish(out));
    closed = true;
  }

  private void step(Runnable work) throws IOException {
    if (closed) {
      throw RedactionFailure.closed();
    }
    // Set first: whatever is thrown below, the stream must not go on from a state in between.
    closed = true;
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError e) {
      byte[] blocked = Bytes.ascii(RedactedText.BLOCKED.toString());
      sink.write(blocked, 0, blocked.length);
      throw RedactionFailure.internal(e);
    }
    out.drainTo(sink);
    closed = false;
  }

  /** Bytes of the engine's buffers. */
  int heldBytes() {
    return engine.heldBytes();
  }

  /** What was masked so far; at most {@link Redactor#MAX_FINDINGS}. */
  public List<Finding> findings() {
    return out.findings();
  }

  /** How many masks were written so far. */
  public long maskCount() {
    return out.count();
  }
}
