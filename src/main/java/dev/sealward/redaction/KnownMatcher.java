package dev.sealward.redaction;

import java.util.List;
import java.util.function.IntConsumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Confirms candidate windows: reads the stretch around one back into the value's own bytes, hashes
 * them, and marks them when they are a known value.
 *
 * <p>Reading begins at the first byte of the candidate and looks at nothing before it, so what
 * stands around a value never decides whether it is found.
 */
final class KnownMatcher {
  /** How far in the source one stretch may reach, its escapes and indentation included. */
  static final int MAX_REACH = 12 * 1024;

  /** A longer run of white space ends a value. */
  static final int MAX_WHITE = 256;

  private final Keys keys;
  private final Mac mac;
  private final Text text;
  private final FoldedText foldedText;
  private final KnownMarks marks;
  private final TextReading texts;
  private final EncodedReading encodings;

  /** Only what begins before this place, and so goes across it, is looked for. */
  private int across;

  KnownMatcher(Keys keys, Text text, FoldedText foldedText) {
    this.foldedText = foldedText;
    this.keys = keys;
    this.mac = keys.formMac();
    this.text = text;
    this.marks = new KnownMarks(text);
    this.texts = new TextReading(keys, text, marks);
    this.encodings = new EncodedReading(keys, text, foldedText, marks);
  }

  int heldBytes() {
    return texts.heldBytes() + encodings.heldBytes();
  }

  /**
   * Marks the known values that have a window at {@code at}. Nothing before {@code floor} can be
   * masked any more.
   *
   * @return 0, or how long the text must have become before it makes sense to ask again
   */
  int match(KnownValues known, int at, int floor) {
    return match(known, text.bytes, at, null, floor);
  }

  /** As {@link #match}, for a window of folded text. */
  int matchFolded(KnownValues known, Folding view, int at, int floor) {
    return match(known, view.bytes, at, view, floor);
  }

  private int match(KnownValues known, byte[] bytes, int at, @Nullable Folding view, int floor) {
    marks.begin(floor);
    across = view == null ? Integer.MAX_VALUE : view.across();
    int kinds = known.kinds(bytes, at);
    if ((kinds & WindowFilter.WHOLE) != 0) {
      lookUp(known, keys.window(bytes, at), 0, at, view);
    }
    if ((kinds & WindowFilter.BRIEF) != 0) {
      lookUp(known, keys.shortWindow(bytes, at), Mask.SHORT, at, view);
    }
    texts.confirm();
    return marks.needed();
  }

  private void lookUp(KnownValues known, int hash, int brief, int at, @Nullable Folding view) {
    List<Segment> segments = known.segments();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      for (int slot = segment.next(hash, segment.first(hash));
          slot >= 0;
          slot = segment.next(hash, slot + 1)) {
        text.work++;
        Crowd crowd = segment.crowd(slot);
        int code = segment.code(slot) ^ brief;
        if ((code & Mask.SHORT) != 0
            || across < Integer.MAX_VALUE && code != Codec.TEXT
            || !isWhole(segment, slot, brief, at, view)) {
          continue;
        }
        // Any of the windows leads to the same reading: that of the first. In what is folded one
        // escape may stand for several bytes, and it may begin at any of them.
        int from = at - segment.window(slot);
        int later = view == null ? 0 : from - view.firstOf(from);
        int place = view == null ? from : view.starts[from];
        int back = segment.at(slot);
        int seen = view == null || back > from ? place - back : view.starts[from - back];
        if (crowd != null) {
          crowd(segment, crowd, code, place, later, seen);
        } else {
          int needle = segment.needleAt(slot);
          candidate(segment, needle, code, back, place, later, seen, view != null);
        }
      }
    }
  }

  /**
   * Whether all that the consecutive windows look at stands together and, in what is folded, an
   * escape or the end of a line is among it. Of what white space parts, one window may stand there;
   * whether the scan meets it depends on where its steps fall.
   */
  private boolean isWhole(Segment segment, int slot, int brief, int at, @Nullable Folding view) {
    boolean alone = segment.isAlone(slot);
    int last = alone ? 0 : Needle.WINDOWS - 1;
    int from = at - segment.window(slot);
    int to = from + last + (brief != 0 ? Needle.SHORT_WINDOW_BYTES : Needle.WINDOW_BYTES);
    int end = view == null ? text.end : view.length;
    if (from < 0 || to > end || view != null && !view.isFolded(text.bytes, from, to)) {
      return false;
    }
    byte[] bytes = view == null ? text.bytes : view.bytes;
    for (int i = 0; i <= last; i++) {
      int place = from + i;
      int hash = brief != 0 ? keys.shortWindow(bytes, place) : keys.window(bytes, place);
      if (place != at && !segment.hasBeside(slot, i, hash)) {
        return false;
      }
    }
    return true;
  }

  private void candidate(
      Segment segment,
      int number,
      int code,
      int back,
      int at,
      int later,
      int seen,
      boolean folded) {
    Needle needle = segment.needle(number);
    if (code == Codec.FORM) {
      if (!folded) {
        form(needle, segment.mask(number), at - back);
      }
    } else if (code != Codec.TEXT) {
      encodings.confirm(segment, number, code, at, later, back);
    } else if (needle.has(Needle.EXACT)) {
      if (!folded) {
        exact(needle, segment.mask(number), at - back);
      }
    } else {
      starts(at, later, back, seen, start -> texts.add(segment, number, start));
    }
  }

  /**
   * Where it begins depends on whether there are escapes on the way.
   *
   * @param seen where it does in what was folded
   */
  private void starts(int at, int later, int back, int seen, IntConsumer each) {
    if (seen != at - back && seen < across) {
      each.accept(seen);
    }
    foldedText.starts(
        at,
        later,
        back,
        start -> {
          if ((start != seen || seen == at - back) && start < across) {
            each.accept(start);
          }
        });
  }

  private void crowd(Segment segment, Crowd crowd, int code, int at, int later, int seen) {
    if (code == Codec.TEXT) {
      starts(at, later, crowd.at, seen, start -> texts.addCrowd(segment, crowd, start));
    } else {
      encodings.confirmCrowd(segment, crowd, code, at, later);
    }
  }

  private void exact(Needle needle, Mask mask, int start) {
    int stop = start + needle.length();
    if (start < 0) {
      return;
    }
    if (stop > text.end) {
      if (needle.has(Needle.LINES) && !text.atEnd) {
        marks.need(stop);
      }
      return;
    }
    text.work += needle.length();
    if (needle.mayBe(keys.quick(text.bytes, start, stop))
        && Keys.tag(mac, text.bytes, start, needle.length()) == needle.tag()) {
      marks.mark(start, stop, mask);
    }
  }

  private void form(Needle needle, Mask mask, int start) {
    int stop = start + needle.length();
    if (stop > text.end && needle.has(Needle.LINES) && !text.atEnd) {
      marks.need(stop);
      return;
    }
    text.work++;
    if (start < 0
        || stop > text.end
        || needle.quick() != 0
            && needle.quick() != keys.window(text.bytes, stop - Needle.WINDOW_BYTES)) {
      return;
    }
    text.work += needle.length();
    if (Keys.tag(mac, text.bytes, start, needle.length()) != needle.tag()) {
      return;
    }
    int first = start;
    if (needle.has(Needle.HEAD) && start > marks.floor() && Bytes.isBase64(text.bytes[start - 1])) {
      first--;
    }
    int last = stop;
    if (needle.has(Needle.TAIL)) {
      last += last < text.end && Bytes.isBase64(text.bytes[last]) ? 1 : 0;
      last = marks.pastPadding(last);
    }
    marks.mark(first, last, mask);
  }
}
