package dev.sealward.redaction;

import java.util.Arrays;
import javax.crypto.Mac;

/** Confirms values that are printed in an encoding, which escapes may run through. */
final class EncodedReading {
  private final Keys keys;
  private final Mac mac;
  private final Text text;
  private final FoldedText foldedText;
  private final KnownMarks marks;
  private final Folding folding;
  private final byte[] decoded = new byte[Forms.MAX_PIECE_BYTES];

  /** What {@link #decoded} folds to; with the hashes of all lengths. */
  private final Folding read;

  private final Folding value = new Folding(null, 64);

  EncodedReading(Keys keys, Text text, FoldedText foldedText, KnownMarks marks) {
    this.keys = keys;
    this.mac = keys.formMac();
    this.text = text;
    this.foldedText = foldedText;
    this.marks = marks;
    this.folding = new Folding(null, 256);
    this.read = new Folding(keys, 64);
  }

  int heldBytes() {
    return folding.heldBytes() + read.heldBytes() + value.heldBytes() + decoded.length;
  }

  void confirm(Segment segment, int number, int code, int at, int later, int back) {
    Needle needle = segment.needle(number);
    int origin = at - back;
    int stop = Codec.decode(code, text.bytes, origin, text.end, needle.length(), decoded);
    text.work += needle.length();
    if (stop >= 0 && isValue(needle)) {
      int last = Codec.isBase64(code) ? marks.pastPadding(stop) : stop;
      marks.mark(origin + Codec.first(code), last, segment.mask(number));
    } else if (stop < 0 && stop != Codec.NEVER && -1 - stop >= text.end && !text.atEnd) {
      marks.need(text.end + 1);
    } else {
      foldedText.startsEncoded(
          at, later, folded(code, at, back), start -> refolded(segment, number, code, start));
    }
  }

  /** How many characters before the one at {@code at} are left of the encoding, once folded. */
  private int folded(int code, int at, int back) {
    if (code == Codec.HEX_PARTED) {
      // Two digits and what parts them from the next two.
      int part = at + 2 - back % 3;
      return part < text.end && Bytes.isBlank(text.bytes[part]) ? back - back / 3 : back;
    }
    return back - Codec.first(code);
  }

  /** Reads an encoding that escapes or line breaks run through. */
  private void refolded(Segment segment, int number, int code, int start) {
    Needle needle = segment.needle(number);
    int first = Codec.first(code);
    int at = foldFrom(start, Codec.most(code, needle.length()) - first);
    int stop = Codec.decode(code, folding.bytes, -first, folding.length, needle.length(), decoded);
    int read = stop < 0 ? -1 - stop : stop;
    // It may end in part of an escape, and be something else with the rest of it.
    if (at == text.end && !text.atEnd && read >= folding.settled()) {
      marks.need(text.end + 1);
    } else if (stop > 0 && isValue(needle)) {
      int last = folding.ends[stop - 1];
      last = Codec.isBase64(code) ? marks.pastPadding(last) : last;
      marks.mark(folding.starts[0], last, segment.mask(number));
    }
  }

  /** Folds {@code wanted} bytes or fewer from {@code start} on; returns how far it read. */
  private int foldFrom(int start, int wanted) {
    int most = Math.min(text.end, start + KnownMatcher.MAX_REACH);
    int white = 0;
    int at = start;
    folding.clear();
    folding.keepOctets();
    for (; at < most && folding.length < wanted; at++) {
      byte b = text.bytes[at];
      white = Bytes.isSpace(b) ? white + 1 : 0;
      if (white > KnownMatcher.MAX_WHITE || b == '[') {
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
        && needle.mayBe(keys.quick(bytes, 0, length))
        && Keys.tag(mac, bytes, 0, length) == needle.tag();
  }

  private Folding unfolded(int length) {
    value.clear();
    for (int i = 0; i < length; i++) {
      value.push(decoded[i], i, i + 1);
    }
    text.work += length;
    return value;
  }

  /** Confirms those of a crowd that stand there. */
  void confirmCrowd(Segment segment, Crowd crowd, int code, int at, int later) {
    // The longest waits for what all the others may need.
    confirm(segment, crowd.longest, code, at, later, crowd.at);
    int origin = at - crowd.at;
    int[] members = crowdDecoded(segment, crowd, code, text.bytes, origin, text.end);
    for (int number : members) {
      confirm(segment, number, code, at, later, crowd.at);
    }
    int first = Codec.first(code);
    foldedText.startsEncoded(
        at,
        later,
        folded(code, at, crowd.at),
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
}
