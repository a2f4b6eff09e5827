package dev.sealward.redaction;

import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Mac;

/**
 * One pass over one stream: buffers what is not decided, finds spans, writes what is final.
 *
 * <p>A byte is decided when its line is complete, or {@link #LOOKAHEAD} bytes follow it, or the
 * stream is at its end; matchers at a decided byte look at nothing further, so how the input was
 * cut cannot matter. Only known multi-line values and key blocks may ask to wait longer.
 *
 * <p>Not thread-safe.
 */
final class Engine {
  static final int LOOKAHEAD = 16 * 1024;
  static final int LOOKBACK = 256;
  private static final int SLICE = 16 * 1024;
  private static final int SLACK = 8;

  private final Supplier<KnownValues> current;
  private final Supplier<RuleSet> rules;
  private RuleSet latestRules = RuleSet.NONE;
  private final Formats formats;
  private final KnownMatcher matcher;
  private final Spans spans = new Spans();
  private KnownValues known;

  private final Text text;
  private int knownAt;
  private int formatsAt;
  private int emitted;
  private int lineEnd;
  private int waitUntil;

  private long maskedUntil;

  Engine(Keys keys, Supplier<KnownValues> current, boolean exactOnly) {
    this(keys, current, () -> RuleSet.NONE, exactOnly);
  }

  Engine(Keys keys, Supplier<KnownValues> current, Supplier<RuleSet> rules, boolean exactOnly) {
    this.rules = rules;
    this.current = current;
    this.known = current.get();
    Mac fingerprints = keys.fingerprintMac();
    this.text = new Text(new byte[1024 + SLACK], fingerprints, spans);
    this.formats = new Formats(text, exactOnly);
    this.matcher = new KnownMatcher(keys, text);
  }

  void accept(byte[] bytes, int from, int length, Output out) {
    refresh();
    for (int at = from; at < from + length; ) {
      int taken = Math.min(SLICE, from + length - at);
      append(bytes, at, taken);
      at += taken;
      advance(false, out);
    }
  }

  void finish(Output out) {
    refresh();
    advance(true, out);
  }

  /** Bytes that rules and confirmations have read so far. */
  long work() {
    return text.work;
  }

  /** A value registered meanwhile is looked for in what is still held, too. */
  private void refresh() {
    RuleSet added = rules.get();
    if (added != latestRules) {
      latestRules = added;
      formats.use(added);
    }
    KnownValues latest = current.get();
    if (latest != known) {
      known = latest;
      knownAt = emitted;
      waitUntil = 0;
    }
  }

  private void append(byte[] bytes, int from, int length) {
    int needed = text.end + length + SLACK;
    if (needed > text.bytes.length) {
      text.bytes =
          Arrays.copyOf(text.bytes, Math.max(needed, Math.min(text.bytes.length * 2, 96 * 1024)));
    }
    System.arraycopy(bytes, from, text.bytes, text.end, length);
    int lineBreak = Bytes.lastIndexOf(text.bytes, text.end, text.end + length, (byte) '\n');
    if (lineBreak >= 0) {
      lineEnd = lineBreak + 1;
    }
    text.end += length;
  }

  private void advance(boolean atEnd, Output out) {
    text.atEnd = atEnd;
    int decided = atEnd ? text.end : Math.max(lineEnd, text.end - LOOKAHEAD);
    if (knownAt < decided && (waitUntil <= text.end || atEnd)) {
      scanKnown(decided, atEnd);
    }
    boolean complete = knownAt == decided && (atEnd || decided == lineEnd);
    // Rules must see what known values will hide; those may yet be found to begin this far back.
    int certain = complete || known.isEmpty() ? knownAt : knownAt - Forms.MAX_WINDOW_AT;
    if (formatsAt < certain) {
      formatsAt = formats.scan(formatsAt, certain);
    }
    int reached = Math.min(knownAt, formatsAt);
    boolean wholeLines = complete && reached == decided;
    write(Math.max(emitted, wholeLines ? reached : reached - LOOKBACK), out);
    compact();
  }

  private void scanKnown(int decided, boolean atEnd) {
    if (known.isEmpty()) {
      knownAt = decided;
      return;
    }
    int readable = Math.min(decided, text.end - Needle.WINDOW_BYTES + 1);
    while (knownAt < readable) {
      int at = known.nextCandidate(text.bytes, knownAt, readable);
      knownAt = at;
      if (at < readable) {
        waitUntil = matcher.match(known, at, emitted);
        if (waitUntil > text.end) {
          return;
        }
        knownAt++;
      }
    }
    for (; knownAt < decided && !atEnd; knownAt++) {
      int end = Bytes.indexOf(text.bytes, knownAt, decided, (byte) '\n') + 1;
      if (known.mayBeginAt(text.bytes, knownAt, end)) {
        return;
      }
    }
    knownAt = decided;
  }

  private void write(int boundary, Output out) {
    for (Spans.Taken taken = spans.takeBefore(text.base + boundary);
        taken != null;
        taken = spans.takeBefore(text.base + boundary)) {
      Span next = taken.span();
      if (!taken.joined()) {
        writeTo((int) (next.start() - text.base), out);
        out.mask(
            new Finding(
                next.kind(), next.fingerprint(), next.start(), (int) (next.end() - next.start())),
            next.quoted());
      }
      maskedUntil = Math.max(maskedUntil, next.end());
    }
    writeTo(boundary, out);
  }

  /** Masked stretches keep their line breaks, so that the line structure stays. */
  private void writeTo(int boundary, Output out) {
    int masked = (int) Math.min(boundary, Math.max(emitted, maskedUntil - text.base));
    for (int at = emitted; at < masked; at++) {
      if (Bytes.isLineBreak(text.bytes[at])) {
        out.text(text.bytes, at, at + 1, text.base + at);
      }
    }
    if (boundary > masked) {
      out.text(text.bytes, masked, boundary, text.base + masked);
    }
    emitted = Math.max(emitted, boundary);
  }

  /** Drops what no matcher looks back at any more, once that is worth a copy. */
  private void compact() {
    int dropped = emitted - LOOKBACK;
    if (dropped < text.end / 2) {
      return;
    }
    System.arraycopy(text.bytes, dropped, text.bytes, 0, text.end - dropped);
    text.end -= dropped;
    text.base += dropped;
    knownAt -= dropped;
    formatsAt -= dropped;
    emitted -= dropped;
    lineEnd = Math.max(0, lineEnd - dropped);
    waitUntil = Math.max(0, waitUntil - dropped);
    formats.shift(dropped);
  }
}
