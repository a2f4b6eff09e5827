package dev.sealward.redaction;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A stream of bytes in which known values, tokens of an exact format and blocks of private keys are
 * overwritten: every byte of one becomes {@link #FILLER}, line breaks inside it excepted, and every
 * other byte comes out as it went in. So nothing moves, which is what files need whose bytes are
 * addressed by their place.
 *
 * <p>Guarantees: as many bytes come out as went in; output does not depend on how input is cut; a
 * failure of the engine lets nothing out that was not decided before. Nothing is guessed from names
 * or surroundings: in a file that is no text they may be part of anything.
 *
 * <p>Does not protect against: what {@link Redactor} does not either, and values that the file
 * keeps compressed or encrypted.
 *
 * <p>Not thread-safe. Holds under 256 KiB.
 */
public final class RedactionOverwrite {
  /** What stands in the place of each byte of a value. */
  public static final byte FILLER = '*';

  private static final int SLICE = 32 * 1024;

  private final Engine engine;
  private final ByteSink sink;
  private final Filled filled;
  private long taken;
  private boolean closed;

  RedactionOverwrite(Engine engine, ByteSink sink, Consumer<Finding> each) {
    this.engine = engine;
    this.sink = sink;
    this.filled = new Filled(each);
  }

  /**
   * Takes a chunk.
   *
   * @throws RedactionFailure when the engine fails; what it was working on has not left
   */
  public void accept(byte[] bytes, int from, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(from, length, bytes.length);
    for (int at = from; at < from + length; at += SLICE) {
      int start = at;
      int slice = Math.min(SLICE, from + length - at);
      step(() -> engine.accept(bytes, start, slice, filled));
      taken += slice;
    }
  }

  /** Ends the stream: writes what was held. Closing the sink is the caller's. */
  public void finish() throws IOException {
    step(
        () -> {
          engine.finish(filled);
          filled.upTo(taken);
        });
    closed = true;
  }

  /** How many values, tokens and blocks were overwritten so far. */
  public long count() {
    return filled.values;
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
      throw RedactionFailure.internal(e);
    }
    filled.writeTo(sink);
    closed = false;
  }

  /** The engine's output with every gap in it filled: what it does not let stay is a value. */
  private static final class Filled implements Output {
    private final Consumer<Finding> each;
    private byte[] bytes = new byte[SLICE];
    private int length;
    private long written;
    private long values;

    Filled(Consumer<Finding> each) {
      this.each = each;
    }

    @Override
    public void text(byte[] text, int from, int to, long offset) {
      upTo(offset);
      int size = to - from;
      System.arraycopy(text, from, room(size), length, size);
      length += size;
      written += size;
    }

    @Override
    public void mask(Finding finding, boolean quoted) {
      values++;
      each.accept(finding);
    }

    void upTo(long offset) {
      int gap = Math.toIntExact(offset - written);
      Arrays.fill(room(gap), length, length + gap, FILLER);
      length += gap;
      written = offset;
    }

    private byte[] room(int size) {
      if (bytes.length - length < size) {
        bytes = Arrays.copyOf(bytes, Math.max(length + size, 2 * bytes.length));
      }
      return bytes;
    }

    void writeTo(ByteSink sink) throws IOException {
      if (length > 0) {
        sink.write(bytes, 0, length);
        length = 0;
      }
    }
  }
}
