package dev.sealward.run;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.LineSink;
import dev.sealward.redaction.RedactedText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One upload on its way from its source to the store: one redaction state per stream, events handed
 * on in the order they arrived, in batches.
 *
 * <p>A stream's redactor may hold an event back until it knows how the text goes on; later events
 * of other streams wait behind it, up to {@link #MAX_WAITING} of them, then every stream is flushed
 * as at the end of the upload. If masking fails, a placeholder is stored in the place of the event
 * it fails on, and of others where that is not safe, and the upload goes on.
 *
 * <p>Used by one thread, once.
 */
final class Upload {
  static final int BATCH_EVENTS = 200;
  static final int BATCH_CHARS = 1 << 20;
  static final int MAX_WAITING = 2_000;
  static final int MAX_WAITING_CHARS = 8 << 20;
  static final int MAX_STREAMS = 16;
  static final Duration BATCH_AGE = Duration.ofMillis(250);

  /** Where batches go; each is stored whole or not at all. */
  interface Store {
    Stored store(List<MaskedEvent> batch);
  }

  /** What else an upload has to ask or tell. */
  interface Watch {
    /** A stream's first event; refuses names that are not fit to be shown. */
    void opened(String stream);

    /**
     * Masking failed in a stream, so that a placeholder stands in the place of some events.
     *
     * @param first whether it is the stream's first failure in this upload
     */
    void maskingFailed(int events, boolean first);
  }

  /** What became of a batch. */
  record Stored(long lastSeq, int added, int blocked) {}

  private final Function<LineSink, LineRedaction> masking;
  private final Clock clock;
  private final Store store;
  private final Watch watch;

  private final Map<String, StreamState> streams = new HashMap<>();
  private final ArrayDeque<Event> arrived = new ArrayDeque<>();
  private final List<MaskedEvent> batch = new ArrayList<>();
  private long arrivedChars;
  private long batchChars;
  private Instant batchSince = Instant.EPOCH;
  private long nextId;
  private long lastSeq;
  private long accepted;
  private long ignored;
  private long blocked;

  Upload(
      Function<LineSink, LineRedaction> masking,
      Clock clock,
      long lastSeq,
      Store store,
      Watch watch) {
    this.masking = masking;
    this.clock = clock;
    this.lastSeq = lastSeq;
    this.store = store;
    this.watch = watch;
  }

  /** Takes everything the source has; a refusal stops it and what was read before is kept. */
  Appended take(EventSource source) {
    Refused stoppedBy = null;
    try {
      read(source);
    } catch (StoreRefused refused) {
      return result(refused.reason);
    } catch (Refused refused) {
      stoppedBy = refused;
    }
    try {
      flushStreams();
      storeBatch();
    } catch (StoreRefused refused) {
      return result(stoppedBy == null ? refused.reason : stoppedBy);
    }
    return result(stoppedBy);
  }

  private Appended result(@Nullable Refused stoppedBy) {
    return new Appended(lastSeq, accepted, ignored, blocked, stoppedBy);
  }

  private void read(EventSource source) {
    for (EventLine line = source.next(); line != null; line = source.next()) {
      accept(line);
      collect();
      if (arrived.size() > MAX_WAITING || arrivedChars > MAX_WAITING_CHARS) {
        flushStreams();
      }
      if (due() || source.waiting()) {
        storeBatch();
      }
    }
  }

  private void accept(EventLine line) {
    StreamState stream = streams.get(line.stream());
    if (stream == null) {
      stream = open(line.stream());
    }
    Event event = new Event(nextId++, MaskedEvent.Meta.of(line), EventText.clean(line.text()));
    arrived.add(event);
    arrivedChars += event.chars;
    stream.accept(event);
  }

  private StreamState open(String name) {
    if (streams.size() == MAX_STREAMS) {
      throw Refused.field(
          "stream",
          "STREAMS_TOO_MANY",
          "One upload takes at most " + MAX_STREAMS + " streams.",
          "Use fewer names, or more uploads.");
    }
    watch.opened(name);
    StreamState stream = new StreamState();
    streams.put(name, stream);
    return stream;
  }

  /** Moves what is final, up to the first event that is not, to the batch. */
  private void collect() {
    for (Event head = arrived.peek(); head != null; head = arrived.peek()) {
      MaskedEvent masked = head.masked;
      if (masked == null) {
        return;
      }
      arrived.remove();
      arrivedChars -= head.chars;
      if (batch.isEmpty()) {
        batchSince = clock.instant();
      }
      batch.add(masked);
      batchChars += masked.text().length();
    }
  }

  private boolean due() {
    return batch.size() >= BATCH_EVENTS
        || batchChars >= BATCH_CHARS
        || (!batch.isEmpty()
            && Duration.between(batchSince, clock.instant()).compareTo(BATCH_AGE) >= 0);
  }

  private void flushStreams() {
    for (StreamState stream : streams.values()) {
      stream.flush();
    }
    collect();
  }

  private void storeBatch() {
    for (int from = 0; from < batch.size(); from += BATCH_EVENTS) {
      List<MaskedEvent> part = batch.subList(from, Math.min(batch.size(), from + BATCH_EVENTS));
      try {
        Stored stored = store.store(List.copyOf(part));
        lastSeq = stored.lastSeq();
        accepted += stored.added();
        ignored += part.size() - stored.added();
        blocked += stored.blocked();
      } catch (Refused refused) {
        throw new StoreRefused(refused);
      }
    }
    batch.clear();
    batchChars = 0;
  }

  /** The store said no: there is no sense in offering it the rest. */
  private static final class StoreRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refused reason;

    StoreRefused(Refused reason) {
      super("the store refused a batch", null, false, false);
      this.reason = reason;
    }
  }

  /** An event that has arrived; final once it is masked, and its text is gone then. */
  private static final class Event {
    private final long id;
    private final MaskedEvent.Meta meta;
    private final int chars;
    private String raw;
    private @Nullable MaskedEvent masked;

    Event(long id, MaskedEvent.Meta meta, String raw) {
      this.id = id;
      this.meta = meta;
      this.chars = raw.length();
      this.raw = raw;
    }

    void become(MaskedEvent event) {
      masked = event;
      raw = "";
    }
  }

  /** The redaction of one stream and the events it holds back. */
  private final class StreamState {
    private final ArrayDeque<Event> held = new ArrayDeque<>();
    private LineRedaction redaction;
    private boolean broken;
    private boolean told;

    StreamState() {
      this.redaction = masking.apply(this::emit);
    }

    void accept(Event event) {
      held.add(event);
      int before = held.size();
      if (!works(() -> redaction.accept(event.id, event.raw))) {
        // Of what is halfway out, nobody knows what the rest needs to be recognised.
        boolean whole = held.size() == before;
        startOver(whole ? leaveOut(event) : List.of());
      }
    }

    void flush() {
      if (!works(this::finish)) {
        startOver(List.of());
      }
    }

    private void finish() {
      redaction.finish();
      if (!held.isEmpty()) {
        throw new IllegalStateException("the redaction engine kept an event");
      }
      redaction = masking.apply(this::emit);
    }

    /** Whether the engine did its work. */
    private boolean works(Runnable work) {
      broken = false;
      try {
        work.run();
      } catch (RuntimeException | StackOverflowError failure) {
        // Whatever went wrong in the engine, its message may quote the text: it goes nowhere.
        broken = true;
      }
      return !broken;
    }

    private void emit(long id, RedactedText text) {
      if (text == RedactedText.BLOCKED) {
        broken = true;
        return;
      }
      Event event = held.poll();
      if (event == null || event.id != id) {
        throw new IllegalStateException("the redaction engine answered out of order");
      }
      event.become(MaskedEvent.of(event.meta, text));
    }

    /** What was held back before the event the engine failed on. */
    private List<Event> leaveOut(Event last) {
      return held.stream().filter(event -> event != last).toList();
    }

    /**
     * Blocks what is held but {@code kept}, which a fresh engine takes once more: a key that began
     * there goes on after the failure, and its rest must be recognised.
     */
    private void startOver(List<Event> kept) {
      int lost = block(held.stream().filter(event -> !kept.contains(event)).toList());
      held.clear();
      redaction = masking.apply(this::emit);
      boolean again =
          works(
              () -> {
                for (Event event : kept) {
                  held.add(event);
                  redaction.accept(event.id, event.raw);
                }
              });
      if (!again) {
        lost += block(kept.stream().filter(event -> event.masked == null).toList());
        held.clear();
        redaction = masking.apply(this::emit);
      }
      watch.maskingFailed(lost, !told);
      told = true;
    }

    private int block(List<Event> events) {
      events.forEach(event -> event.become(MaskedEvent.blocked(event.meta)));
      return events.size();
    }
  }
}
