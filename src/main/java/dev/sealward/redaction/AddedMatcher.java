package dev.sealward.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an operator's pattern around its anchor, in linear time: RE2 never goes back, and what
 * one anchor's look has ruled out is not looked at again for the anchors behind it.
 */
final class AddedMatcher implements Rule {
  /** How far before its anchor a match may begin. */
  static final int BEFORE = 128;

  /** How far behind its anchor's first byte a match is read. */
  static final int AFTER = 1024;

  /** How far behind the anchor it is tried to rule out that there is any match at all. */
  private static final int WIDE = 4 * AFTER;

  private static final String GROUP = "secret";
  private static final ByteClass REST_OF_LINE = ByteClass.line();

  private final Pattern pattern;
  private final byte[] anchor;
  private final String kind;
  private final int index;
  private final boolean grouped;

  /** Whether nothing in the pattern asks where a text or a word begins or ends. */
  private final boolean edgeless;

  /** {@code index} tells the rules of a set apart. */
  AddedMatcher(Pattern pattern, byte[] lowerCaseAnchor, String kind, int index) {
    this.pattern = pattern;
    this.anchor = lowerCaseAnchor;
    this.kind = kind;
    this.index = index;
    this.grouped = pattern.namedGroups().containsKey(GROUP);
    String text = pattern.pattern();
    this.edgeless =
        text.indexOf('^') < 0
            && text.indexOf('$') < 0
            && !text.contains("\\b")
            && !text.contains("\\B")
            && !text.contains("\\A")
            && !text.contains("\\z");
  }

  Anchors.Anchor anchor() {
    return new Anchors.Anchor(anchor, false, this);
  }

  @Override
  public void look(Line line, int at) {
    if (line.isSwept(index, at)) {
      return;
    }
    int from = characterStart(line, line.sightStart(at, BEFORE), at);
    if (edgeless && isRuledOut(line, from, at)) {
      return;
    }
    int to = line.sightEnd(at, AFTER);
    Match match = match(line, from, at, to);
    if (match != null) {
      mark(line, at, to, match, isLonger(line, from, at, to, match));
    }
  }

  /** The rule's match around the anchor, in what is seen up to {@code to}; null for none. */
  private @Nullable Match match(Line line, int from, int at, int to) {
    int origin = line.isLineStart(from) ? from : from - 1;
    byte[] text = line.copy(origin, to);
    Matcher matcher = pattern.matcher(text);
    boolean found = matcher.find(from - origin);
    // What ends before the anchor is not this anchor's, and matches do not overlap.
    while (found && origin + matcher.end() < at + anchor.length) {
      found = matcher.end() > matcher.start() && matcher.find();
    }
    boolean own = found && origin + matcher.start() <= at;
    Match match = own ? Match.of(matcher, origin, grouped) : null;
    Arrays.fill(text, (byte) 0);
    return match;
  }

  /**
   * Whether the match goes on behind the end of sight, or may: it comes up to it, or asks where a
   * word or line ends and is another one once more is seen.
   */
  private boolean isLonger(Line line, int from, int at, int to, Match match) {
    if (line.endsLine(to)) {
      return false;
    }
    int further = line.sightEnd(at, AFTER + BEFORE);
    return match.stop() == to
        || !edgeless && further > to && !match.equals(match(line, from, at, further));
  }

  /** Sight does not begin inside a character. */
  private static int characterStart(Line line, int from, int at) {
    int start = from;
    while (start < at && (line.byteAt(start) & 0xc0) == 0x80) {
      start++;
    }
    return start;
  }

  /** Whether a wider look than one match needs finds none, or none before a later anchor. */
  private boolean isRuledOut(Line line, int from, int at) {
    int to = line.sightEnd(at, WIDE);
    byte[] text = line.copy(from, to);
    Matcher matcher = pattern.matcher(text);
    int first = matcher.find() ? from + matcher.start() : to;
    Arrays.fill(text, (byte) 0);
    if (first <= at) {
      return false;
    }
    int sure = line.endsLine(to) ? to : to - AFTER;
    line.sweep(index, at, Math.min(first, Math.max(sure, at + 1)));
    return true;
  }

  private void mark(Line line, int at, int to, Match match, boolean longer) {
    if (longer) {
      // At a mask nothing is decided; longer than is seen takes the rest of the line.
      if (!line.endsAt(to)) {
        line.markRun(match.start(), match.stop(), REST_OF_LINE, Span.EXACT, kind);
      }
      return;
    }
    line.sweep(index, at, match.stop());
    line.mark(match.secretStart(), match.secretStop(), Span.EXACT, kind, false);
  }

  /** Where a match is, and what of it is masked. */
  private record Match(int start, int stop, int secretStart, int secretStop) {
    static Match of(Matcher found, int origin, boolean grouped) {
      boolean part = grouped && found.start(GROUP) >= 0;
      return new Match(
          origin + found.start(),
          origin + found.end(),
          origin + (part ? found.start(GROUP) : found.start()),
          origin + (part ? found.end(GROUP) : found.end()));
    }
  }
}
