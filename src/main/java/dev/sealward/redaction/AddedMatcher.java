package dev.sealward.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;

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
    int from = line.sightStart(at, BEFORE);
    if (edgeless && isRuledOut(line, from, at)) {
      return;
    }
    int to = line.sightEnd(at, AFTER);
    int origin = line.isLineStart(from) ? from : from - 1;
    byte[] text = line.copy(origin, to);
    Matcher matcher = pattern.matcher(text);
    boolean found = matcher.find(from - origin);
    // What ends before the anchor is not this anchor's, and matches do not overlap.
    while (found && origin + matcher.end() < at + anchor.length) {
      found = matcher.end() > matcher.start() && matcher.find();
    }
    if (found && origin + matcher.start() <= at) {
      mark(line, at, to, origin, matcher);
    }
    Arrays.fill(text, (byte) 0);
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

  private void mark(Line line, int at, int to, int origin, Matcher matcher) {
    int start = origin + matcher.start();
    int stop = origin + matcher.end();
    if (stop == to && !line.endsLine(to)) {
      // At a mask nothing is decided; longer than is seen takes the rest of the line.
      if (!line.endsAt(stop)) {
        line.markRun(start, stop, REST_OF_LINE, Span.EXACT, kind);
      }
      return;
    }
    line.sweep(index, at, stop);
    boolean part = grouped && matcher.start(GROUP) >= 0;
    line.mark(
        part ? origin + matcher.start(GROUP) : start,
        part ? origin + matcher.end(GROUP) : stop,
        Span.EXACT,
        kind,
        false);
  }
}
