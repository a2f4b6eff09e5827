package dev.sealward.redaction;

import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one stream: buffers what is not decided, finds spans, writes what is final.
 *
 * <p>A byte is decided when its line is complete, or {@link #LOOKAHEAD} bytes follow it, or the
 * stream is at its end; matchers at a decided byte look at nothing further, so how the input was
 * cut cannot matter. Only known multi-line values, wrapped encodings and key blocks may ask to wait
 * longer.
 *
 * <p>Not thread-safe.
 */
final class Engine {
  /** What is looked for. */
  enum Scope {
    /** Known values only. */
    KNOWN,
    /** Known values and exact token formats. */
    EXACT,
    /** All there is. */
    ALL
  }

  static final int LOOKAHEAD = 16 * 1024;
  static final int LOOKBACK = 256;

  /** How far before what known values were looked for in one may yet be found to begin. */
  static final int KNOWN_LOOKBACK = 512;

  private static final int SLICE = 16 * 1024;
  private static final int SLACK = 16;

  private final Supplier<KnownValues> current;
  private final Supplier<RuleSet> rules;
  private RuleSet latestRules = RuleSet.NONE;
  private final @Nullable Formats formats;
  private final KnownMatcher matcher;
  private final FoldedText foldedText;
  private final Folding view = new Folding(null, 256);
  private final Spans spans = new Spans();
  private KnownValues known;

  private final Text text;
  private int scanAt;
  private int foldAt;
  private int formatsAt;
  private int emitted;
  private int lineEnd;
  private int scanWait;
  private int foldWait;

  /** What is folded was cut short there, and is when no more is decided. */
  private long foldedTo;

  private long maskedUntil;

  Engine(Keys keys, Supplier<KnownValues> current, Scope scope) {
    this(keys, current, () -> RuleSet.NONE, scope);
  }

  Engine(Keys keys, Supplier<KnownValues> current, Supplier<RuleSet> rules, Scope scope) {
    this.rules = rules;
    this.current = current;
    this.known = current.get();
    Mac fingerprints = keys.fingerprintMac();
    this.text = new Text(new byte[1024 + SLACK], fingerprints, spans);
    this.formats = scope == Scope.KNOWN ? null : new Formats(text, scope == Scope.EXACT);
    this.foldedText = new FoldedText(text);
    this.matcher = new KnownMatcher(keys, text, foldedText);
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

  /** Bytes of the buffers that grow with the input. */
  int heldBytes() {
    return text.bytes.length + view.heldBytes() + foldedText.heldBytes() + matcher.heldBytes();
  }

  /** A value registered meanwhile is looked for in what is still held, too. */
  private void refresh() {
    RuleSet added = rules.get();
    if (formats != null && added != latestRules) {
      latestRules = added;
      formats.use(added);
    }
    KnownValues latest = current.get();
    if (latest != known) {
      known = latest;
      scanAt = emitted;
      foldAt = emitted;
      scanWait = 0;
      foldWait = 0;
      foldedTo = 0;
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
    int knownAt = known.isEmpty() ? skipKnown(decided) : scanKnown(decided);
    boolean complete = knownAt == decided && (atEnd || decided == lineEnd);
    // Rules must see what known values will hide; those may yet be found to begin this far back.
    int certain = complete || known.isEmpty() ? knownAt : knownAt - KNOWN_LOOKBACK;
    text.knownTo = knownAt;
    if (formatsAt < certain) {
      formatsAt = formats == null ? certain : formats.scan(formatsAt, certain);
    }
    int reached = Math.min(knownAt, formatsAt);
    boolean wholeLines = complete && reached == decided;
    write(Math.max(emitted, wholeLines ? reached : reached - LOOKBACK), out);
    compact();
  }

  private int skipKnown(int decided) {
    scanAt = decided;
    foldAt = decided;
    return decided;
  }

  /** Looks for known values; returns up to where it is sure of all of them. */
  private int scanKnown(int decided) {
    int scanned = scanWait <= text.end || text.atEnd ? scan(decided) : scanAt;
    boolean mayFold = foldWait <= text.end && text.base + decided > foldedTo;
    if (foldAt < decided && (mayFold || text.atEnd)) {
      fold(decided);
    }
    return Math.min(Math.min(scanned, foldAt), decided);
  }

  /** The text as it is. */
  private int scan(int decided) {
    int limit = text.atEnd || !known.holdsLines() ? decided : beforeShortLine(decided);
    while (scanAt < limit) {
      scanAt = known.nextCandidate(text.bytes, scanAt, limit);
      if (scanAt < limit) {
        scanWait = matcher.match(known, scanAt, emitted);
        if (scanWait > text.end && !text.atEnd) {
          return scanAt;
        }
        scanAt += known.step();
      }
    }
    return Math.min(scanAt, limit);
  }

  /** The text is over before it is clear whether the value that may begin here does. */
  private int beforeShortLine(int decided) {
    int behind = Math.max(emitted, text.end - Forms.MAX_BEHIND_LINE);
    int first = decided;
    for (int feed = Bytes.indexOf(text.bytes, behind, decided, (byte) '\n');
        feed >= 0;
        feed = Bytes.indexOf(text.bytes, feed + 1, decided, (byte) '\n')) {
      int from = Math.max(emitted, feed - Needle.REGION_BYTES);
      first = Math.min(first, known.beginsBefore(text.bytes, from, feed));
    }
    return first;
  }

  /** The text around escapes and line breaks that a value may go on after, folded. */
  private void fold(int decided) {
    int wrap = -1;
    int octets = -1;
    int firstLine = -1;
    while (foldAt < decided) {
      wrap = wrap < foldAt ? Escapes.nextWrap(text.bytes, foldAt, decided) : wrap;
      octets = octets < foldAt ? Escapes.nextOctetsWrap(text.bytes, foldAt, decided) : octets;
      firstLine = firstLine < foldAt ? known.nextFirstLine(text.bytes, foldAt, decided) : firstLine;
      int lineBreak = Math.min(Math.min(wrap, octets), firstLine);
      boolean inList = text.bytes[foldAt] == '\n' && Escapes.endsOctets(text.bytes, foldAt);
      foldAt = inList ? foldAt : Escapes.next(text.bytes, foldAt, lineBreak);
      if (foldAt >= decided) {
        return;
      }
      if (inList || foldAt == lineBreak) {
        if (foldAt + 1 == decided && !text.atEnd) {
          return;
        }
        if (foldAt == firstLine && mustWaitForLines()) {
          return;
        }
        if (Escapes.isWrap(text.bytes, foldAt, text.end) && mustWait(decided)) {
          return;
        }
      } else if (Escapes.isEscape(text.bytes, foldAt, text.end) && mustWait(decided)) {
        return;
      }
      foldAt++;
    }
  }

  /**
   * Folds and scans the surroundings of {@link #foldAt} and moves on, unless more is needed: what
   * is folded depends on where that begins.
   */
  private boolean mustWait(int decided) {
    int resume = foldedText.around(view, foldAt, decided, false);
    if (mustWaitForView(decided)) {
      return true;
    }
    if (view.hasOctets()) {
      // Of base64 they may be no escapes.
      resume = Math.min(resume, foldedText.around(view, foldAt, decided, true));
      if (mustWaitForView(decided)) {
        return true;
      }
    }
    foldAt = Math.max(foldAt, resume - 1);
    return false;
  }

  private boolean mustWaitForView(int decided) {
    if (foldedText.isCutShort()) {
      foldedTo = text.base + decided;
    }
    return matchView() || foldedText.isCutShort();
  }

  /** The same with the lines around {@link #foldAt}. */
  private boolean mustWaitForLines() {
    if (!foldedText.acrossLines(view, foldAt)) {
      foldWait = text.end + 1;
      return true;
    }
    return matchView();
  }

  /** Looks for known values in the view; whether it takes more text to know. */
  private boolean matchView() {
    int end = view.length;
    view.barrier(text.end);
    for (int at = known.nextCandidate(view.bytes, 0, end);
        at < end;
        at = known.nextCandidate(view.bytes, at + known.step(), end)) {
      foldWait = matcher.matchFolded(known, view, at, emitted);
      if (foldWait > text.end && !text.atEnd) {
        return true;
      }
    }
    return false;
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
                next.kind(),
                next.fingerprint(),
                next.start(),
                (int) (next.end() - next.start()),
                next.rank() == Span.KNOWN),
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
    scanAt -= dropped;
    foldAt -= dropped;
    formatsAt -= dropped;
    emitted -= dropped;
    lineEnd = Math.max(0, lineEnd - dropped);
    scanWait = Math.max(0, scanWait - dropped);
    foldWait = Math.max(0, foldWait - dropped);
    if (formats != null) {
      formats.shift(dropped);
    }
  }
}
