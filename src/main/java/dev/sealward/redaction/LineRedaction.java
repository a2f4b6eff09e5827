package dev.sealward.redaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A stream of event lines being masked as one text, so that a secret spread over events is caught.
 *
 * <p>Each event comes out once, in order, with its own id and its own number of line breaks, as
 * soon as it is final: at once, unless a multi-line secret has begun. A mask over several events
 * stands in the first; of the others only what is outside the secret remains.
 *
 * <p>Not thread-safe.
 */
public final class LineRedaction {
  /** Longest text of one event, in UTF-8 bytes. */
  public static final int MAX_EVENT_BYTES = 4 * 1024 * 1024;

  /** An event that went in and has not come out; {@code end} is where its added line break is. */
  private record Open(long id, long end) {}

  private final Engine engine;
  private final LineSink sink;
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Done> done = new ArrayList<>();
  private final Output output = new Split();
  private Redactor.TextOutput current = new Redactor.TextOutput(256);
  private long offset;
  private boolean closed;

  private record Done(long id, RedactedText text) {}

  LineRedaction(Engine engine, LineSink sink) {
    this.engine = engine;
    this.sink = sink;
  }

  /**
   * Takes an event; {@code text} may hold line breaks.
   *
   * @throws RedactionFailure when the event is too long or the engine fails; every event not yet
   *     out then comes out as {@link RedactedText#BLOCKED}, and the stream takes nothing more
   */
  public void accept(long id, String text) {
    step(
        () -> {
          if (text.length() > MAX_EVENT_BYTES) {
            open.add(new Open(id, offset));
            throw RedactionFailure.tooLarge(MAX_EVENT_BYTES);
          }
          byte[] bytes = LossyFree.encode(text + "\n");
          offset += bytes.length;
          open.add(new Open(id, offset - 1));
          engine.accept(bytes, 0, bytes.length, output);
        });
  }

  /** Ends the stream: gives out what was held, masked when in doubt. */
  public void finish() {
    step(() -> engine.finish(output));
    closed = true;
  }

  private void step(Runnable work) {
    if (closed) {
      throw RedactionFailure.closed();
    }
    closed = true;
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError e) {
      deliver();
      for (Open event = open.poll(); event != null; event = open.poll()) {
        sink.line(event.id(), RedactedText.BLOCKED);
      }
      throw e instanceof RedactionFailure failure ? failure : RedactionFailure.internal(e);
    }
    deliver();
    closed = false;
  }

  private void deliver() {
    List<Done> ready = List.copyOf(done);
    done.clear();
    for (Done event : ready) {
      sink.line(event.id(), event.text());
    }
  }

  /** Cuts the masked text at the line breaks that were added between events. */
  private final class Split implements Output {
    @Override
    public void text(byte[] bytes, int from, int to, long at) {
      int next = from;
      long start = at - from;
      Open event = open.peek();
      while (event != null && event.end() < start + to) {
        int lineBreak = (int) (event.end() - start);
        current.text(bytes, next, lineBreak, 0);
        done.add(new Done(event.id(), current.redacted()));
        current = new Redactor.TextOutput(256);
        next = lineBreak + 1;
        open.poll();
        event = open.peek();
      }
      if (next < to) {
        current.text(bytes, next, to, 0);
      }
    }

    @Override
    public void mask(Finding finding, boolean quoted) {
      current.mask(finding, quoted);
    }
  }
}
