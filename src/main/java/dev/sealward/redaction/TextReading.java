package dev.sealward.redaction;

import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Confirms values that are printed as they are or with escapes: folds the text from where one may
 * begin and looks at every length on the way.
 */
final class TextReading {
  /** Folded bytes of a value's end that may still fold away. */
  private static final int SLACK = 16;

  private final Mac mac;
  private final Text text;
  private final KnownMarks marks;
  private final Folding folding;

  /** The candidates that are being confirmed: where each begins, and who it is. */
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

  TextReading(Keys keys, Text text, KnownMarks marks) {
    this.mac = keys.formMac();
    this.text = text;
    this.marks = marks;
    this.folding = new Folding(keys, 256);
  }

  int heldBytes() {
    return folding.heldBytes() + ofLength.length * 4 + startOf.length * 20;
  }

  /** A value that may begin at {@code start}, to be confirmed with the others. */
  void add(Segment segment, int number, int start) {
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

  /** Adds those of a crowd that begin at {@code start}. */
  void addCrowd(Segment segment, Crowd crowd, int start) {
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

  /** Candidates that begin at the same place are read once, however many they are. */
  void confirm() {
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
    candidates = 0;
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
    int most = Math.min(text.end, start + KnownMatcher.MAX_REACH);
    boolean crossed = false;
    boolean mayGoOn = lines;
    int white = 0;
    int at = start;
    for (; at < most && folding.length < longest + SLACK; at++) {
      byte b = bytes[at];
      if (Bytes.isSpace(b)) {
        if (b == '\n') {
          boolean listed = Escapes.octetsGoOn(bytes, at, text.end);
          mayGoOn |= listed || Escapes.octetsMayGoOn(bytes, at, text.end);
          crossed |= !listed;
        }
        if (crossed && !lines || ++white > KnownMatcher.MAX_WHITE) {
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
    if (mayGoOn && !text.atEnd && folding.length < longest + SLACK) {
      if (at == text.end) {
        marks.need(text.end + Math.max(1, longest - folding.length));
      } else if (at < text.end && bytes[at] == '\n' && Escapes.octetsMayGoOn(bytes, at, text.end)) {
        marks.need(text.end + 1);
      }
    }
  }

  private void confirmLength(int stop, int length, boolean crossed) {
    int quick = folding.quick(length);
    boolean hashed = false;
    long tag = 0;
    for (int i = ofLength[length] - 1; i >= 0; i = nextOfLength[i] - 1) {
      Needle needle = segmentOf[i].needle(needleOf[i]);
      if (!needle.mayBe(quick) || crossed && !needle.has(Needle.LINES)) {
        continue;
      }
      if (!hashed) {
        hashed = true;
        tag = Keys.tag(mac, folding.bytes, 0, length);
        text.work += length;
      }
      if (needle.tag() == tag) {
        marks.mark(folding.starts[0], stop, segmentOf[i].mask(needleOf[i]));
      }
    }
  }
}
