package dev.sealward.redaction;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Chooses the region of one stretch and writes the windows of all its forms. */
final class Regions {
  private static final String JOINING = "\\'\"%&";

  private final Keys keys;
  private final MaskWriter out;
  private final byte[] value;
  private final int from;
  private final int to;
  private final int lineEnd;
  private final int region;
  private final int regionEnd;
  private final Set<Long> written = new HashSet<>();
  private final Set<Long> lines = new HashSet<>();

  Regions(Keys keys, MaskWriter out, byte[] value, int from, int to, int lineEnd) {
    this.keys = keys;
    this.out = out;
    this.value = value;
    this.from = from;
    this.to = to;
    this.lineEnd = lineEnd;
    int fewest = Math.min(Needle.REGION_BYTES, to - from);
    this.region = lineEnd - from < fewest ? from : rarest(value, from, lineEnd, fewest);
    this.regionEnd = region + fewest;
  }

  void write(Folding folded, boolean exact, boolean encodings) {
    if (lineEnd - from < regionEnd - region) {
      shortFirstLine();
    } else {
      windows(Codec.TEXT, region - from, value, region, regionEnd - region);
    }
    if (!exact && folded.length < to - from) {
      foldedWindows(folded, lineEnd - from >= regionEnd - region);
    }
    if (encodings) {
      new Forms(value, from, to, region, regionEnd, this::encoding).encodings();
    }
  }

  /** The windows of what is only ever folded. */
  void writeFolded(Folding folded) {
    foldedWindows(folded, false);
  }

  private void encoding(int code, int at, byte[] made, int length) {
    if (code == Codec.FIRST_LINE) {
      firstLine(made, length);
    } else {
      windows(code, at, made, 0, length);
    }
  }

  /** In the part that unfolds from the region, or as near to it as there is enough. */
  private void foldedWindows(Folding folded, boolean asIs) {
    int at = 0;
    while (at < folded.length && folded.starts[at] < region) {
      at++;
    }
    // The region may be printed as it is, and something before it escaped.
    int foldedBefore = at;
    for (int i = 0; asIs && i < Needle.WINDOWS && foldedBefore >= i; i++) {
      windows(Codec.TEXT, foldedBefore - i, value, region, regionEnd - region);
      while (foldedBefore < folded.length && folded.starts[foldedBefore] <= region + i) {
        foldedBefore++;
      }
    }
    at = Math.max(0, Math.min(at, pastFolded(folded) - Needle.REGION_BYTES));
    int length = Math.min(folded.length - at, Needle.REGION_BYTES);
    windows(Codec.TEXT, at, folded.bytes, at, length);
  }

  /**
   * Up to where the region had best be: the first line's end, and before what may become one with
   * what stands behind the value.
   */
  private int pastFolded(Folding folded) {
    int end = folded.length;
    while (end > Needle.REGION_BYTES && folded.starts[end - 1] >= lineEnd) {
      end--;
    }
    while (end > Needle.REGION_BYTES && JOINING.indexOf(folded.bytes[end - 1]) >= 0) {
      end--;
    }
    return end;
  }

  /** The region crosses the end of the first line, which may be written in three ways. */
  private void shortFirstLine() {
    byte[] made = new byte[Needle.REGION_BYTES + 1];
    for (String lineBreak : new String[] {"\n", "\r\n", " "}) {
      int length = 0;
      for (int i = from; i < to && length < Needle.REGION_BYTES; i++) {
        boolean atBreak = value[i] == '\n' || (value[i] == '\r' && value[i + 1] == '\n');
        if (atBreak) {
          i += value[i] == '\r' ? 1 : 0;
          for (int k = 0; k < lineBreak.length() && length < made.length; k++) {
            made[length++] = (byte) lineBreak.charAt(k);
          }
        } else {
          made[length++] = value[i];
        }
      }
      windows(Codec.TEXT, 0, made, 0, Math.min(length, Needle.REGION_BYTES));
      firstLine(made, Bytes.indexOf(made, 0, length, (byte) '\n') + 1);
    }
    Arrays.fill(made, (byte) 0);
  }

  /** Where a line ends before its window does, this holds it back. */
  private void firstLine(byte[] made, int length) {
    if (length > 0) {
      int hash = keys.lineHash(made, 0, length);
      if (lines.add((long) length << 32 | hash & 0xffffffffL)) {
        out.windows(Codec.FIRST_LINE, length, hash);
      }
    }
  }

  private void windows(int code, int at, byte[] bytes, int start, int length) {
    if (length < Needle.SHORT_REGION_BYTES || at > Forms.MAX_WINDOW_AT) {
      return;
    }
    boolean brief = length < Needle.REGION_BYTES;
    byte[] looked = new byte[Needle.REGION_BYTES + Needle.WINDOW_BYTES];
    System.arraycopy(bytes, start, looked, 0, length);
    int[] hashes = new int[Needle.WINDOWS];
    long all = code << 8 | at;
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = brief ? keys.shortWindow(looked, i) : keys.window(looked, i);
      all = all * 0x9e3779b97f4a7c15L + hashes[i];
    }
    int classes = Keys.classes(looked);
    Arrays.fill(looked, (byte) 0);
    if (!written.add(all)) {
      return;
    }
    if (brief) {
      out.windows(code | Mask.SHORT, at, hashes);
    } else {
      out.classed(code, at, hashes, classes);
    }
  }

  /**
   * A stretch that nobody escapes, if there is one; of those, the one with the most different
   * bytes; a later one rather than an earlier: prefixes are shared.
   */
  private static int rarest(byte[] value, int from, int end, int length) {
    if (beginsWithFullLine(value, from, end)) {
      return from + Forms.FULL_LINE - length;
    }
    int best = from;
    int most = -1;
    int last = Math.min(end - length, from + Forms.MAX_REGION_AT);
    for (int at = last; at >= from; at--) {
      int different =
          Bytes.different(value, at, at + length) + (isPlain(value, at, length) ? length : 0);
      if (different > most) {
        most = different;
        best = at;
      }
    }
    return best;
  }

  /** Keys of a sort have most of their first line in common, and the end of it least. */
  private static boolean beginsWithFullLine(byte[] value, int from, int end) {
    int at = from;
    while (at < end && at - from < Forms.FULL_LINE && Bytes.isBase64(value[at])) {
      at++;
    }
    return at - from == Forms.FULL_LINE;
  }

  private static boolean isPlain(byte[] value, int from, int length) {
    return ByteClass.DOTTED.runEnd(value, from, from + length) == from + length;
  }
}
