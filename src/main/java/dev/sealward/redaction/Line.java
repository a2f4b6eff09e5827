package dev.sealward.redaction;

import org.jspecify.annotations.Nullable;

/**
 * What a format rule may look at around its anchor: at most {@link Engine#LOOKBACK} bytes before
 * and {@link #MAX_AHEAD} after it, on the same line.
 *
 * <p>A rule that marks nothing has looked at a few hundred bytes at most; one that marks covers
 * what it read. So the work stays linear in the input whatever the input is.
 */
final class Line {
  /** How far a value is read; a longer one is marked as far as its characters go on. */
  static final int MAX_VALUE = 8 * 1024;

  private static final int MAX_AHEAD = MAX_VALUE + 1024;

  final Text text;
  private int anchor;
  private int end;
  private int knownEnd;
  private int heuristicsFrom;

  private @Nullable ByteClass open;
  private int openAt;
  private int openRank;
  private String openKind = "";
  private String openFingerprint = "";

  Line(Text text) {
    this.text = text;
  }

  /** Moves to an anchor; the line's end is looked for once per line, not once per anchor. */
  void moveTo(int at) {
    anchor = at;
    int most = Math.min(text.end, at + MAX_AHEAD);
    if (at >= knownEnd || (knownEnd < most && !isLineEnd(knownEnd))) {
      int from = Math.max(at, Math.min(knownEnd, most));
      knownEnd = from;
      while (knownEnd < most && !isLineEnd(knownEnd)) {
        knownEnd++;
      }
    }
    end = Math.min(knownEnd, most);
  }

  private boolean isLineEnd(int at) {
    return text.bytes[at] == '\n'
        || (text.bytes[at] == '\r' && (at + 1 >= text.end || text.bytes[at + 1] == '\n'));
  }

  byte[] bytes() {
    return text.bytes;
  }

  /** One past the last byte a rule may look at. */
  int end() {
    return end;
  }

  /** The byte at {@code at}, or 0 outside of what may be looked at. */
  byte byteAt(int at) {
    return at >= 0 && at >= anchor - Engine.LOOKBACK && at < end ? text.bytes[at] : 0;
  }

  boolean isQuiet(int at) {
    return at < heuristicsFrom;
  }

  void beQuietUntil(int at) {
    heuristicsFrom = Math.max(heuristicsFrom, at);
  }

  int skipBlanks(int from, int most) {
    int at = from;
    while (at < end && at - from < most && Bytes.isBlank(text.bytes[at])) {
      at++;
    }
    return at;
  }

  boolean startsWith(int at, byte[] prefix) {
    return Bytes.startsWith(text.bytes, at, end, prefix);
  }

  boolean startsWithIgnoreCase(int at, byte[] lower) {
    return Bytes.startsWithIgnoreCase(text.bytes, at, end, lower);
  }

  /** Whether a token may begin at {@code at}: after no letter or digit, or after an escape. */
  boolean isTokenStart(int at) {
    if (!Bytes.isAlphanumeric(byteAt(at - 1))) {
      return true;
    }
    if (byteAt(at - 2) == '\\' && "nrtbfv".indexOf(byteAt(at - 1)) >= 0) {
      return true;
    }
    return byteAt(at - 3) == '%' && Bytes.isHex(byteAt(at - 2)) && Bytes.isHex(byteAt(at - 1));
  }

  /** Marks {@code [start, stop)}. */
  void mark(int start, int stop, int rank, String kind, boolean escaped) {
    if (start < stop) {
      text.found(start, stop, rank, kind, escaped);
      if (rank == Span.HEURISTIC) {
        heuristicsFrom = Math.max(heuristicsFrom, stop);
      }
    }
  }

  /** Marks the run of {@code members} from {@code start}, however long it goes on. */
  void markRun(int start, ByteClass members, int rank, String kind) {
    int most = Math.min(end, start + MAX_VALUE);
    int stop = members.runEnd(text.bytes, start, most);
    if (start == stop) {
      return;
    }
    String fingerprint = text.found(start, stop, rank, kind, false);
    heuristicsFrom = Math.max(heuristicsFrom, stop);
    if (stop == start + MAX_VALUE && open == null) {
      open = members;
      openAt = stop;
      openRank = rank;
      openKind = kind;
      openFingerprint = fingerprint;
    }
  }

  /** Goes on with a value that was longer than {@link #MAX_VALUE}. */
  void continueOpen(int decided) {
    if (open == null || openAt >= decided) {
      return;
    }
    int stop = open.runEnd(text.bytes, openAt, decided);
    if (stop > openAt) {
      text.more(openAt, stop, openRank, openKind, openFingerprint);
      heuristicsFrom = Math.max(heuristicsFrom, stop);
    }
    openAt = stop;
    if (stop < decided) {
      open = null;
    }
  }

  void shift(int dropped) {
    knownEnd = Math.max(0, knownEnd - dropped);
    heuristicsFrom = Math.max(0, heuristicsFrom - dropped);
    openAt -= dropped;
    anchor -= dropped;
  }
}
