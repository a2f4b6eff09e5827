package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;

/** Makes a {@link Mask} of a value: every form, cut into pieces, each reduced to keyed hashes. */
final class Compiler {
  static final int MIN_BYTES = 8;
  static final int MAX_BYTES = 64 * 1024;

  private static final byte[] BLOCK_EDGE = Bytes.ascii("-----");

  private final Keys keys;
  private final Mac mac;
  private final List<Needle> needles = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private Compiler(Keys keys) {
    this.keys = keys;
    this.mac = keys.formMac();
  }

  static MaskOutcome compile(Keys keys, String kind, byte[] value) {
    int from = 0;
    int to = value.length;
    while (from < to && Bytes.isSpace(value[from])) {
      from++;
    }
    while (to > from && Bytes.isSpace(value[to - 1])) {
      to--;
    }
    if (to - from < MIN_BYTES) {
      return new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_SHORT);
    }
    if (to - from > MAX_BYTES) {
      return new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_LONG);
    }
    byte[] stripped = Arrays.copyOfRange(value, from, to);
    try {
      if (CommonWords.contain(stripped, kind) || isMadeOfMasks(stripped)) {
        return new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_COMMON);
      }
      return new MaskOutcome.Maskable(new Compiler(keys).mask(kind, stripped));
    } finally {
      Arrays.fill(stripped, (byte) 0);
    }
  }

  private static boolean isMadeOfMasks(byte[] value) {
    int from = 0;
    for (int at = MaskText.first(value, 0, value.length, value.length);
        at >= 0;
        at = MaskText.first(value, from, value.length, value.length)) {
      if (at - from >= MIN_BYTES) {
        return false;
      }
      from = MaskText.end(value, at, value.length);
    }
    return value.length - from < MIN_BYTES;
  }

  private Mask mask(String kind, byte[] value) {
    String fingerprint = Keys.fingerprint(keys.fingerprintMac().doFinal(value));
    byte[] id = Keys.truncatedMac(mac, value, 0, value.length);
    Forms.of(value, this::pieces);
    eachLine(value);
    return new Mask(kind, fingerprint, keys.id(), id, needles);
  }

  /** A document's lines are too ordinary to mask one by one; its fields are values of their own. */
  private void eachLine(byte[] value) {
    if (value[0] == '{'
        || value[0] == '['
        || Bytes.indexOf(value, 0, value.length, (byte) '\n') < 0) {
      return;
    }
    for (int from = 0; from < value.length; ) {
      int end = lineEnd(value, from, value.length);
      int first = from;
      int last = end;
      while (first < last && Bytes.isSpace(value[first])) {
        first++;
      }
      while (last > first && Bytes.isSpace(value[last - 1])) {
        last--;
      }
      byte[] line = Arrays.copyOfRange(value, first, last);
      if (line.length >= MIN_BYTES
          && !Bytes.startsWith(line, 0, line.length, BLOCK_EDGE)
          && !CommonWords.contain(line, "")) {
        pieces(line, line.length, 0);
      }
      Arrays.fill(line, (byte) 0);
      from = end + 1;
    }
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int end = Bytes.indexOf(bytes, from, to, (byte) '\n');
    return end < 0 ? to : end;
  }

  /** Leaves out what looks like a mask: masks must not change, known or not. */
  private void pieces(byte[] form, int length, int flags) {
    int from = 0;
    for (int at = MaskText.first(form, 0, length, length);
        at >= 0;
        at = MaskText.first(form, from, length, length)) {
      lines(form, from, at, 0);
      from = MaskText.end(form, at, length);
    }
    lines(form, from, length, from == 0 ? flags : 0);
  }

  /** Cuts at line breaks where it can, else between characters. */
  private void lines(byte[] form, int start, int length, int flags) {
    if (Bytes.indexOf(form, start, length, (byte) '\n') < 0) {
      stretch(form, start, length, flags);
      return;
    }
    int from = start;
    while (from < length) {
      int end = lineEnd(form, from, length);
      if (!holdsWord(form, from, end)) {
        from = end + 1;
        continue;
      }
      int next = end;
      while (next < length && lineEnd(form, next + 1, length) - from <= Forms.MAX_PIECE_BYTES) {
        end = next;
        next = lineEnd(form, next + 1, length);
      }
      end = next - from <= Forms.MAX_PIECE_BYTES ? next : end;
      stretch(form, from, end, flags);
      from = end + 1;
    }
  }

  private static boolean holdsWord(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0 || Bytes.isAlphanumeric(bytes[i])) {
        return true;
      }
    }
    return false;
  }

  private void stretch(byte[] form, int start, int to, int flags) {
    int from = pastBreaks(form, start, to);
    int at = from;
    while (to - at > Forms.MAX_PIECE_BYTES) {
      int end = at + Forms.MAX_PIECE_BYTES;
      while (end > at + Forms.MAX_PIECE_BYTES - 4 && (form[end] & 0xc0) == 0x80) {
        end--;
      }
      needle(form, at, end, at == from ? flags & Needle.BASE64_HEAD : 0);
      at = pastBreaks(form, end, to);
    }
    int first = at == from ? flags : flags & Needle.BASE64_TAIL;
    if (at > from) {
      // The rest alone may be shorter than a window: let it overlap the piece before.
      at = pastBreaks(form, to - Math.min(to - from, Forms.MAX_PIECE_BYTES), to);
      while (at < to && (form[at] & 0xc0) == 0x80) {
        at++;
      }
    }
    needle(form, at, to, first);
  }

  /** What follows a mask over several lines begins with their breaks; so must no piece. */
  private static int pastBreaks(byte[] form, int from, int to) {
    int at = from;
    while (at < to && Bytes.isLineBreak(form[at])) {
      at++;
    }
    return at;
  }

  private void needle(byte[] form, int from, int to, int flags) {
    int length = to - from;
    if (length < Needle.WINDOW_BYTES || needles.size() == Mask.MAX_NEEDLES) {
      return;
    }
    byte[] digest = Keys.truncatedMac(mac, form, from, length);
    if (!seen.add(Arrays.toString(digest))) {
      return;
    }
    int end = lineEnd(form, from, to);
    int all = end < to ? flags | Needle.MULTI_LINE : flags;
    if (end - from < Needle.WINDOW_BYTES) {
      int first = end + 1 - from;
      int hash = keys.shortHash(form, from, first);
      needles.add(
          new Needle(
              keys.window(form, from), 0, length, all | Needle.CROSSES, hash, first, digest));
    } else {
      int at = rarest(form, from, end);
      int edge = keys.window(form, to - Needle.WINDOW_BYTES);
      needles.add(new Needle(keys.window(form, at), at - from, length, all, edge, 0, digest));
    }
  }

  /**
   * The window with the most different bytes; a later one rather than an earlier: prefixes are
   * shared.
   */
  private static int rarest(byte[] form, int from, int end) {
    int best = from;
    int most = -1;
    int last = Math.min(end - Needle.WINDOW_BYTES, from + Forms.MAX_WINDOW_AT);
    for (int at = last; at >= from; at--) {
      int different = different(form, at, at + Needle.WINDOW_BYTES);
      if (different > most) {
        most = different;
        best = at;
      }
    }
    return best;
  }

  static int different(byte[] bytes, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (Bytes.indexOf(bytes, from, i, bytes[i]) < 0) {
        count++;
      }
    }
    return count;
  }
}
