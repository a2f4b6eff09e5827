package dev.sealward.redaction;

import java.util.Arrays;
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
  private static final int MAX_WHITE = 256;

  /** Folded bytes of a value's end that may still fold away. */
  private static final int SLACK = 16;

  private final Keys keys;
  private final Mac mac;
  private final Text text;
  private final FoldedText foldedText;
  private final Folding folding;
  private final byte[] decoded = new byte[Forms.MAX_PIECE_BYTES];

  /** What {@link #decoded} folds to. */
  private final Folding read;

  private int floor;
  private int needed;

  /** The candidates for text that are being confirmed: where each begins, and who it is. */
  private int[] startOf = new int[16];

  private Segment[] segmentOf = new Segment[16];
  private int[] needleOf = new int[16];
  private int[] nextOfLength = new int[16];
  private int candidates;

  /** The first candidate of each folded length, plus one; {@link #nextOfLength} has the others. */
  private final int[] ofLength = new int[Forms.MAX_PIECE_BYTES + 1];

  /** Takes each length that what is read comes to. */
  @FunctionalInterface
  private interface OnLength {
    /** {@code stop} is one past the last byte read, {@code crossed} whether a line ended. */
    void reached(int stop, int length, boolean crossed);
  }

  KnownMatcher(Keys keys, Text text, FoldedText foldedText) {
    this.foldedText = foldedText;
    this.keys = keys;
    this.mac = keys.formMac();
    this.text = text;
    this.folding = new Folding(keys, 256);
    this.read = new Folding(keys, 64);
  }

  int heldBytes() {
    return folding.heldBytes()
        + value.heldBytes()
        + read.heldBytes()
        + decoded.length
        + ofLength.length * 4
        + startOf.length * 20;
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
    this.floor = floor;
    needed = 0;
    candidates = 0;
    int kinds = known.kinds(bytes, at);
    if ((kinds & WindowFilter.WHOLE) != 0) {
      lookUp(known, keys.window(bytes, at), 0, at, view);
    }
    if ((kinds & WindowFilter.BRIEF) != 0) {
      lookUp(known, keys.shortWindow(bytes, at), Mask.SHORT, at, view);
    }
    if (candidates > 0) {
      confirmTexts();
    }
    return needed;
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
        int code = (crowd == null ? segment.code(slot) : crowd.code) ^ brief;
        if ((code & Mask.SHORT) != 0) {
          continue;
        }
        // One escape may stand for several bytes, and the window may begin at any of them.
        int later = view == null ? 0 : at - view.firstOf(at);
        int place = view == null ? at : view.starts[at];
        if (crowd != null) {
          crowd(segment, crowd, code, place, later);
        } else {
          int needle = segment.needleAt(slot);
          candidate(segment, needle, code, segment.at(slot), place, later, view != null);
        }
      }
    }
  }

  private void candidate(
      Segment segment, int number, int code, int back, int at, int later, boolean folded) {
    Needle needle = segment.needle(number);
    if (code == Codec.FORM) {
      if (!folded) {
        form(needle, segment.mask(number), at - back);
      }
    } else if (code != Codec.TEXT) {
      encoded(segment, number, code, at, later, back);
    } else if (needle.has(Needle.EXACT)) {
      if (!folded) {
        exact(needle, segment.mask(number), at - back);
      }
    } else {
      starts(at, later, back, start -> add(segment, number, start));
    }
  }

  /** Where it begins depends on whether there are escapes on the way. */
  private void starts(int at, int later, int back, IntConsumer each) {
    int plain = at - back;
    each.accept(plain);
    foldedText.starts(
        at,
        later,
        back,
        start -> {
          if (start != plain) {
            each.accept(start);
          }
        });
  }

  private void crowd(Segment segment, Crowd crowd, int code, int at, int later) {
    if (code == Codec.TEXT) {
      starts(at, later, crowd.at, start -> crowdInText(segment, crowd, start));
    } else {
      crowdEncoded(segment, crowd, code, at, later);
    }
  }

  private void crowdInText(Segment segment, Crowd crowd, int start) {
    if (start >= 0 && start < text.end) {
      readText(
          start,
          crowd.longestFolded,
          crowd.lines,
          (stop, length, crossed) -> {
            int quick = folding.quick(length);
            int place = crowd.first(quick);
            for (int i = crowd.member(place, quick); i >= 0; i = crowd.member(++place, quick)) {
              add(segment, i, start);
            }
          });
    }
  }

  private void crowdEncoded(Segment segment, Crowd crowd, int code, int at, int later) {
    // The longest waits for what all the others may need.
    encoded(segment, crowd.longest, code, at, later, crowd.at);
    int origin = at - crowd.at;
    int[] members = crowdDecoded(segment, crowd, code, text.bytes, origin, text.end);
    for (int number : members) {
      encoded(segment, number, code, at, later, crowd.at);
    }
    int first = Codec.first(code);
    foldedText.starts(
        at,
        later,
        crowd.at - first,
        start -> {
          foldFrom(start, Codec.most(code, segment.needle(crowd.longest).length()) - first);
          int[] met = crowdDecoded(segment, crowd, code, folding.bytes, -first, folding.length);
          for (int number : met) {
            refolded(segment, number, code, start);
          }
        });
  }

  /** The members that what is encoded at {@code origin} may be. */
  private int[] crowdDecoded(
      Segment segment, Crowd crowd, int code, byte[] bytes, int origin, int to) {
    int[] lengths = crowd.lengths;
    if (code == Codec.UTF16_LITTLE || code == Codec.UTF16_BIG) {
      // A length may cut a character in two, and a longer one not.
      int[] met = {};
      for (int length : lengths) {
        met = crowdOf(segment, crowd, code, bytes, origin, to, length, length, met);
      }
      return met;
    }
    int low = 0;
    int high = lengths.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      text.work += lengths[middle];
      if (Codec.decode(code, bytes, origin, to, lengths[middle], decoded) >= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0
        ? new int[0]
        : crowdOf(
            segment, crowd, code, bytes, origin, to, lengths[0], lengths[low - 1], new int[0]);
  }

  private int[] crowdOf(
      Segment segment,
      Crowd crowd,
      int code,
      byte[] bytes,
      int origin,
      int to,
      int fewest,
      int most,
      int[] before) {
    text.work += most;
    if (Codec.decode(code, bytes, origin, to, most, decoded) < 0) {
      return before;
    }
    int[] met = before;
    read.clear();
    for (int i = 0; i < most; i++) {
      read.push(decoded[i], i, i + 1);
      if (i + 1 < fewest) {
        continue;
      }
      int quick = read.quick(read.length);
      int place = crowd.first(quick);
      for (int n = crowd.member(place, quick); n >= 0; n = crowd.member(++place, quick)) {
        if (segment.needle(n).length() == i + 1) {
          met = Arrays.copyOf(met, met.length + 1);
          met[met.length - 1] = n;
        }
      }
    }
    return met;
  }

  private void add(Segment segment, int number, int start) {
    if (start < 0 || start >= text.end) {
      return;
    }
    if (candidates == startOf.length) {
      startOf = Arrays.copyOf(startOf, candidates * 2);
      segmentOf = Arrays.copyOf(segmentOf, candidates * 2);
      needleOf = Arrays.copyOf(needleOf, candidates * 2);
      nextOfLength = Arrays.copyOf(nextOfLength, candidates * 2);
    }
    startOf[candidates] = start;
    segmentOf[candidates] = segment;
    needleOf[candidates] = number;
    candidates++;
  }

  /** Candidates that begin at the same place are read once, however many they are. */
  private void confirmTexts() {
    for (int done = 0; done < candidates; ) {
      int start = Integer.MAX_VALUE;
      int last = candidates;
      for (int i = done; i < candidates; i++) {
        start = Math.min(start, startOf[i]);
      }
      int longest = 0;
      boolean lines = false;
      for (int i = done; i < last; ) {
        if (startOf[i] == start) {
          Needle needle = segmentOf[i].needle(needleOf[i]);
          longest = Math.max(longest, needle.folded());
          lines |= needle.has(Needle.LINES);
          i++;
        } else {
          swap(i, --last);
        }
      }
      for (int i = done; i < last; i++) {
        int length = segmentOf[i].needle(needleOf[i]).folded();
        nextOfLength[i] = ofLength[length];
        ofLength[length] = i + 1;
      }
      readText(
          start,
          longest,
          lines,
          (stop, length, crossed) -> {
            if (ofLength[length] != 0) {
              confirmLength(stop, length, crossed);
            }
          });
      for (int i = done; i < last; i++) {
        ofLength[segmentOf[i].needle(needleOf[i]).folded()] = 0;
      }
      done = last;
    }
  }

  private void swap(int i, int j) {
    int start = startOf[i];
    startOf[i] = startOf[j];
    startOf[j] = start;
    Segment segment = segmentOf[i];
    segmentOf[i] = segmentOf[j];
    segmentOf[j] = segment;
    int number = needleOf[i];
    needleOf[i] = needleOf[j];
    needleOf[j] = number;
  }

  /** Folds from {@code start} on and looks at every length on the way whether it is a value's. */
  private void readText(int start, int longest, boolean lines, OnLength each) {
    folding.clear();
    byte[] bytes = text.bytes;
    int most = Math.min(text.end, start + MAX_REACH);
    boolean crossed = false;
    int white = 0;
    int at = start;
    for (; at < most && folding.length < longest + SLACK; at++) {
      byte b = bytes[at];
      if (Bytes.isSpace(b)) {
        crossed |= b == '\n';
        if (crossed && !lines || ++white > MAX_WHITE) {
          break;
        }
      } else {
        white = 0;
        if (b == '[' && MaskText.end(bytes, at, text.end) >= 0) {
          break;
        }
      }
      int before = folding.length;
      folding.push(b, at, at + 1);
      int length = folding.length;
      if (length <= longest && (length != before || !Bytes.isSpace(b))) {
        each.reached(at + 1, length, crossed);
      }
    }
    text.work += at - start;
    if (at == text.end && lines && !text.atEnd && folding.length < longest + SLACK) {
      needed = Math.max(needed, text.end + Math.max(1, longest - folding.length));
    }
  }

  private void confirmLength(int stop, int length, boolean crossed) {
    int quick = folding.quick(length);
    boolean hashed = false;
    long tag = 0;
    for (int i = ofLength[length] - 1; i >= 0; i = nextOfLength[i] - 1) {
      Needle needle = segmentOf[i].needle(needleOf[i]);
      if (needle.quick() != quick || crossed && !needle.has(Needle.LINES)) {
        continue;
      }
      if (!hashed) {
        hashed = true;
        tag = Keys.tag(mac, folding.bytes, 0, length);
        text.work += length;
      }
      if (needle.tag() == tag) {
        mark(folding.starts[0], stop, segmentOf[i].mask(needleOf[i]));
      }
    }
  }

  private void exact(Needle needle, Mask mask, int start) {
    int stop = start + needle.length();
    if (start < 0) {
      return;
    }
    if (stop > text.end) {
      if (needle.has(Needle.LINES) && !text.atEnd) {
        needed = Math.max(needed, stop);
      }
      return;
    }
    text.work += needle.length();
    if (keys.quick(text.bytes, start, stop) == needle.quick()
        && Keys.tag(mac, text.bytes, start, needle.length()) == needle.tag()) {
      mark(start, stop, mask);
    }
  }

  private void form(Needle needle, Mask mask, int start) {
    int stop = start + needle.length();
    if (stop > text.end && needle.has(Needle.LINES) && !text.atEnd) {
      needed = Math.max(needed, stop);
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
    if (needle.has(Needle.HEAD) && start > floor && Bytes.isBase64(text.bytes[start - 1])) {
      first--;
    }
    int last = stop;
    if (needle.has(Needle.TAIL)) {
      last += last < text.end && Bytes.isBase64(text.bytes[last]) ? 1 : 0;
      last = pastPadding(last);
    }
    mark(first, last, mask);
  }

  private void encoded(Segment segment, int number, int code, int at, int later, int back) {
    Needle needle = segment.needle(number);
    int origin = at - back;
    int stop = Codec.decode(code, text.bytes, origin, text.end, needle.length(), decoded);
    text.work += needle.length();
    if (stop >= 0) {
      if (isValue(needle)) {
        int last = Codec.isBase64(code) ? pastPadding(stop) : stop;
        mark(origin + Codec.first(code), last, segment.mask(number));
      }
    } else if (stop != Codec.NEVER && -1 - stop >= text.end && !text.atEnd) {
      needed = Math.max(needed, text.end + 1);
    } else if (stop != Codec.NEVER) {
      foldedText.starts(
          at, later, back - Codec.first(code), start -> refolded(segment, number, code, start));
    }
  }

  /** Reads an encoding that escapes or line breaks run through. */
  private void refolded(Segment segment, int number, int code, int start) {
    Needle needle = segment.needle(number);
    int first = Codec.first(code);
    int at = foldFrom(start, Codec.most(code, needle.length()) - first);
    int stop = Codec.decode(code, folding.bytes, -first, folding.length, needle.length(), decoded);
    if (stop > 0 && isValue(needle)) {
      int last = folding.ends[stop - 1];
      mark(start, Codec.isBase64(code) ? pastPadding(last) : last, segment.mask(number));
    } else if (stop == -1 - folding.length && at == text.end && !text.atEnd) {
      needed = Math.max(needed, text.end + 1);
    }
  }

  /** Folds {@code wanted} bytes or fewer from {@code start} on; returns how far it read. */
  private int foldFrom(int start, int wanted) {
    int most = Math.min(text.end, start + MAX_REACH);
    int white = 0;
    int at = start;
    folding.clear();
    for (; at < most && folding.length < wanted; at++) {
      byte b = text.bytes[at];
      white = Bytes.isSpace(b) ? white + 1 : 0;
      if (white > MAX_WHITE || b == '[') {
        break;
      }
      folding.push(b, at, at + 1);
    }
    text.work += at - start;
    return at;
  }

  /** Whether what was decoded is the needle's stretch. */
  private boolean isValue(Needle needle) {
    int length = needle.length();
    byte[] bytes = decoded;
    if (!needle.has(Needle.EXACT)) {
      Folding folded = unfolded(length);
      length = folded.length;
      bytes = folded.bytes;
    }
    return length == needle.folded()
        && keys.quick(bytes, 0, length) == needle.quick()
        && Keys.tag(mac, bytes, 0, length) == needle.tag();
  }

  private final Folding value = new Folding(null, 64);

  private Folding unfolded(int length) {
    value.clear();
    for (int i = 0; i < length; i++) {
      value.push(decoded[i], i, i + 1);
    }
    text.work += length;
    return value;
  }

  private int pastPadding(int stop) {
    int at = stop;
    for (int i = 0; i < 2 && at < text.end && text.bytes[at] == '='; i++) {
      at++;
    }
    return at;
  }

  private void mark(int start, int stop, Mask mask) {
    if (start < 0 || stop <= floor || MaskText.overlaps(text.bytes, start, stop, text.end)) {
      return;
    }
    int first = Math.max(start, floor);
    if (Bytes.indexOf(text.bytes, first, stop, (byte) '\n') >= 0) {
      text.knownLines(first, stop, mask);
    } else {
      text.known(first, stop, mask);
    }
  }
}
