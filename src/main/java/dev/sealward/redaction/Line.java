package dev.sealward.redaction;

import java.util.Arrays;
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

  /** What stands to the left for text that is, or will be, masked; no rule knows it. */
  private static final byte HIDDEN = 0x1a;

  final Text text;
  private int anchor;

  /** The end of sight: of the line, or where the first mask after the anchor begins. */
  private int end;

  private boolean endsAtMask;
  private boolean metMask;
  private boolean marked;
  private int lineEnd;
  private int firstMask = -1;

  /** Left of this nothing is seen, except for {@link #atBarrier} right before it. */
  private int barrier;

  private byte atBarrier;
  private int quietFrom;
  private int quietTo;

  private RuleSet rules = RuleSet.NONE;

  /** For each added rule, between which anchors its last look ruled out a match of its own. */
  private int[] sweptFrom = {};

  private int[] sweptUntil = {};

  private @Nullable Rule below;
  private int belowAt;
  private @Nullable ByteClass open;
  private int openAt;
  private int openRank;
  private String openKind = "";
  private String openFingerprint = "";

  Line(Text text) {
    this.text = text;
  }

  /**
   * Moves to an anchor; the line's end is looked for once per line, not once per anchor. {@code
   * maskEnd} is where the last mask of the input before the anchor ends.
   */
  void moveTo(int at, int maskEnd) {
    anchor = at;
    metMask = false;
    marked = false;
    look(at, Math.min(text.end, at + MAX_AHEAD));
    int masked = text.maskedBefore(at);
    barrier = Math.max(maskEnd, masked);
    atBarrier = HIDDEN;
    if (barrier > at) {
      // Inside a stretch that is masked anyway: masked text holds no anchor here.
      barrier = 0;
    } else if (barrier > 0 && masked == barrier) {
      byte lineBreak = text.lineBreakBefore(at);
      atBarrier = lineBreak == 0 ? HIDDEN : lineBreak;
    }
  }

  private void look(int at, int most) {
    if (at >= lineEnd) {
      lineEnd = at;
      firstMask = -1;
    }
    if (firstMask >= 0 && firstMask < at) {
      firstMask = mask(at, lineEnd);
      text.work += (firstMask < 0 ? lineEnd : firstMask) - at;
    }
    if (lineEnd < most && !isLineEnd(lineEnd)) {
      int from = lineEnd;
      while (lineEnd < most && !isLineEnd(lineEnd)) {
        lineEnd++;
      }
      firstMask = firstMask >= 0 ? firstMask : mask(from, lineEnd);
      text.work += lineEnd - from;
    }
    end = Math.min(lineEnd, most);
    endsAtMask = firstMask >= 0 && firstMask < end;
    end = endsAtMask ? firstMask : end;
  }

  /** The first mask, with the quotes around it: masks of bare JSON literals bring their own. */
  private int mask(int from, int to) {
    int at = MaskText.first(text.bytes, from, to, text.end);
    if (at <= anchor || text.bytes[at - 1] != '"') {
      return at;
    }
    int past = MaskText.end(text.bytes, at, text.end);
    return past < text.end && text.bytes[past] == '"' ? at - 1 : at;
  }

  private boolean isLineEnd(int at) {
    return text.bytes[at] == '\n'
        || (text.bytes[at] == '\r' && (at + 1 >= text.end || text.bytes[at + 1] == '\n'));
  }

  /** From here on, {@code latest} says which added rules there are and what stays readable. */
  void use(RuleSet latest) {
    rules = latest;
    sweptFrom = new int[latest.size()];
    sweptUntil = new int[latest.size()];
  }

  /** Whether an earlier look of this rule has dealt with the anchor at {@code at}. */
  boolean isSwept(int rule, int at) {
    return at >= sweptFrom[rule] && at < sweptUntil[rule] && barrier <= sweptFrom[rule];
  }

  void sweep(int rule, int from, int until) {
    sweptFrom[rule] = from;
    sweptUntil[rule] = until;
  }

  /** The first byte that may be seen of the line {@code at} is on, {@code most} before it. */
  int sightStart(int at, int most) {
    int from = at;
    int least = Math.max(Math.max(0, at - most), barrier);
    while (from > least && !Bytes.isLineBreak(text.bytes[from - 1])) {
      from--;
    }
    text.work += at - from;
    return from;
  }

  /** One past the last byte that may be seen, at most {@code most} behind {@code at}. */
  int sightEnd(int at, int most) {
    return Math.min(end, at + most);
  }

  /** Whether the line ends at {@code at}, and not only what may be seen of it. */
  boolean endsLine(int at) {
    return at == end && !endsAtMask;
  }

  boolean isLineStart(int at) {
    byte before = byteAt(at - 1);
    return before == 0 || Bytes.isLineBreak(before);
  }

  /** What may be seen of {@code [from, to)}. */
  byte[] copy(int from, int to) {
    byte[] copy = Arrays.copyOfRange(text.bytes, from, to);
    if (from < barrier && copy.length > 0) {
      copy[0] = byteAt(from);
    }
    text.work += copy.length;
    return copy;
  }

  byte[] bytes() {
    return text.bytes;
  }

  /** Whether nothing is to be seen at {@code at} and after it. */
  boolean endsAt(int at) {
    metMask |= endsAtMask && at >= end;
    return at >= end;
  }

  /** The byte at {@code at}, or 0 outside of what may be looked at. */
  byte byteAt(int at) {
    text.work++;
    if (endsAt(at) || at < 0 || at < anchor - Engine.LOOKBACK) {
      return 0;
    }
    if (at < barrier) {
      return at == barrier - 1 ? atBarrier : HIDDEN;
    }
    return text.bytes[at];
  }

  /** The end of the run of {@code members} that begins at {@code from}, of {@code most} at most. */
  int runEnd(ByteClass members, int from, int most) {
    int stop = extent(members, from, most);
    metMask |= endsAtMask && stop >= end && stop < from + most;
    return stop;
  }

  /** As {@link #runEnd}, for how far to mask what is a secret already: a mask just ends it. */
  int extent(ByteClass members, int from, int most) {
    int stop = members.runEnd(text.bytes, from, Math.min(end, from + most));
    text.work += stop - from;
    return stop;
  }

  boolean isQuiet(int at) {
    return at >= quietFrom && at < quietTo;
  }

  int skipBlanks(int from, int most) {
    int at = from;
    while (at - from < most && !endsAt(at) && Bytes.isBlank(text.bytes[at])) {
      at++;
    }
    return at;
  }

  boolean startsWith(int at, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (byteAt(at + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  boolean startsWithIgnoreCase(int at, byte[] lower) {
    for (int i = 0; i < lower.length; i++) {
      byte b = byteAt(at + i);
      if ((Bytes.isUpper(b) ? b + 32 : b) != lower[i]) {
        return false;
      }
    }
    return true;
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

  /** Marks {@code [start, stop)}, unless a mask was met in finding it. */
  void mark(int start, int stop, int rank, String kind, boolean escaped) {
    if (start < stop && !metMask && !rules.allows(text.bytes, start, stop)) {
      text.found(start, stop, rank, kind, escaped);
      beQuiet(start, stop, rank);
      marked = true;
    }
  }

  /** Whether the rule that is asked has marked something. */
  boolean isMarked() {
    return marked;
  }

  /** Inside a guessed value nothing is guessed again. */
  private void beQuiet(int start, int stop, int rank) {
    if (rank == Span.HEURISTIC) {
      quietFrom = start;
      quietTo = stop;
    }
  }

  /** Marks the run of {@code members} from {@code start}, however long it goes on. */
  void markRun(int start, ByteClass members, int rank, String kind) {
    markRun(start, start, members, rank, kind);
  }

  /** As the other; the run begins at {@code from}, and what stands before it goes with it. */
  void markRun(int start, int from, ByteClass members, int rank, String kind) {
    int stop = extent(members, from, MAX_VALUE);
    if (start == stop || metMask || rules.allows(text.bytes, start, stop)) {
      return;
    }
    String fingerprint = text.found(start, stop, rank, kind, false);
    beQuiet(start, stop, rank);
    marked = true;
    if (stop == from + MAX_VALUE && open == null) {
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
      beQuiet(openAt, stop, openRank);
    }
    openAt = stop;
    if (stop < decided) {
      open = null;
    }
  }

  /** Asks {@code rule} at the start of the next line, if nothing but its break is left of this. */
  void askBelow(int at, Rule rule) {
    if (endsAt(at) && !metMask && at < text.end && isLineEnd(at)) {
      below = rule;
      belowAt = text.bytes[at] == '\r' ? at + 2 : at + 1;
    }
  }

  /** Whether a rule is to be asked at the start of the next line. */
  boolean isAskedBelow() {
    return below != null && belowAt > anchor;
  }

  /** Where the rule of {@link #askBelow} is to be asked, or {@code otherwise}. */
  int belowAt(int from, int otherwise) {
    return below != null && belowAt >= from && belowAt < otherwise ? belowAt : otherwise;
  }

  void lookBelow(int maskEnd) {
    Rule rule = below;
    if (rule != null) {
      below = null;
      moveTo(belowAt, maskEnd);
      rule.look(this, belowAt);
    }
  }

  void shift(int dropped) {
    belowAt -= dropped;
    lineEnd = Math.max(0, lineEnd - dropped);
    firstMask = firstMask < 0 ? -1 : Math.max(0, firstMask - dropped);
    quietFrom -= dropped;
    quietTo -= dropped;
    for (int i = 0; i < sweptUntil.length; i++) {
      sweptFrom[i] -= dropped;
      sweptUntil[i] -= dropped;
    }
    openAt -= dropped;
    anchor -= dropped;
  }
}
