package dev.sealward.redaction;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Mac;

/** Makes a {@link Mask} of a value: cut into stretches, each reduced to keyed hashes. */
final class Compiler {
  static final int MIN_BYTES = 8;
  static final int MAX_BYTES = 64 * 1024;

  private static final byte[] BLOCK_EDGE = Bytes.ascii("-----");
  private static final byte[] BLOCK_BEGIN = Bytes.ascii("-----BEGIN ");

  private static final byte[] BLOCK_BEGIN_IN_FORM = Bytes.ascii("-----BEGIN+");

  /** How every OpenSSH key begins; its first line says which sort of key it is. */
  private static final byte[] OPENSSH = Bytes.ascii("b3BlbnNzaC1rZXktdjEA");

  private static final int LONGEST_OPENSSH_LINE = 76;

  private final Keys keys;
  private final Mac mac;
  private final MaskWriter out;
  private final Set<Long> seen = new HashSet<>();

  private Compiler(Keys keys, String kind, byte[] value) {
    this.keys = keys;
    this.mac = keys.formMac();
    String fingerprint = Keys.fingerprint(keys.fingerprintMac().doFinal(value));
    byte[] id = Arrays.copyOf(mac.doFinal(value), Mask.ID_BYTES);
    this.out = new MaskWriter(kind, fingerprint, keys.id(), id);
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
      return new MaskOutcome.Maskable(new Compiler(keys, kind, stripped).mask(stripped));
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

  private Mask mask(byte[] value) {
    pieces(value, true);
    spacesAsPluses(value);
    withoutBackslashes(value);
    eachLine(value);
    return out.mask();
  }

  /** Form encoding of a value with no other special character leaves nothing to unfold. */
  private void spacesAsPluses(byte[] value) {
    if (Bytes.indexOf(value, 0, value.length, (byte) ' ') < 0) {
      return;
    }
    byte[] plus = value.clone();
    for (int i = 0; i < plus.length; i++) {
      plus[i] = plus[i] == ' ' ? (byte) '+' : plus[i];
    }
    pieces(plus, false);
    Arrays.fill(plus, (byte) 0);
  }

  /** What is left when each octet has an escape of its own: backslashes then escape nothing. */
  private void withoutBackslashes(byte[] value) {
    if (Bytes.indexOf(value, 0, value.length, (byte) '\\') < 0) {
      return;
    }
    byte[] kept = new byte[value.length];
    int length = 0;
    for (byte b : value) {
      if (b != '\\') {
        kept[length++] = b;
      }
    }
    byte[] whole = Arrays.copyOf(kept, length);
    pieces(whole, false);
    Arrays.fill(whole, (byte) 0);
    Arrays.fill(kept, (byte) 0);
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
          && !isOpenSsh(line, 0, line.length)
          && !CommonWords.contain(line, "")) {
        pieces(line, false);
      }
      Arrays.fill(line, (byte) 0);
      from = end + 1;
    }
  }

  /** Leaves out what looks like a mask: masks must not change, known or not. */
  private void pieces(byte[] value, boolean encodings) {
    int from = 0;
    int length = value.length;
    for (int at = MaskText.first(value, 0, length, length);
        at >= 0;
        at = MaskText.first(value, from, length, length)) {
      lines(value, from, at, encodings);
      from = MaskText.end(value, at, length);
    }
    lines(value, from, length, encodings);
  }

  /** Cuts at line breaks where it can, else between characters. */
  private void lines(byte[] value, int start, int length, boolean encodings) {
    if (Bytes.indexOf(value, start, length, (byte) '\n') < 0) {
      stretch(value, start, length, encodings);
      return;
    }
    int from = start;
    while (from < length) {
      int end = lineEnd(value, from, length);
      if (!holdsWord(value, from, end) || isShared(value, from, end, length)) {
        from = end + 1;
        continue;
      }
      int next = end;
      while (next < length && lineEnd(value, next + 1, length) - from <= Forms.MAX_PIECE_BYTES) {
        end = next;
        next = lineEnd(value, next + 1, length);
      }
      end = next - from <= Forms.MAX_PIECE_BYTES ? next : end;
      stretch(value, from, end, encodings);
      from = end + 1;
    }
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int end = Bytes.indexOf(bytes, from, to, (byte) '\n');
    return end < 0 ? to : end;
  }

  private static boolean holdsWord(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0 || Bytes.isAlphanumeric(bytes[i])) {
        return true;
      }
    }
    return false;
  }

  /** A line that many keys have, with enough of this one after it: nothing to know it by. */
  private static boolean isShared(byte[] value, int from, int lineEnd, int to) {
    int end = lineEnd > from && value[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    boolean begins =
        (Bytes.startsWith(value, from, end, BLOCK_BEGIN)
                || Bytes.startsWith(value, from, end, BLOCK_BEGIN_IN_FORM))
            && Bytes.startsWith(value, end - BLOCK_EDGE.length, end, BLOCK_EDGE);
    return (begins || isOpenSsh(value, from, end)) && to - lineEnd > Forms.FULL_LINE;
  }

  private static boolean isOpenSsh(byte[] value, int from, int end) {
    return end - from <= LONGEST_OPENSSH_LINE && Bytes.startsWith(value, from, end, OPENSSH);
  }

  private void stretch(byte[] value, int start, int to, boolean encodings) {
    int from = pastSpace(value, start, to);
    int at = from;
    while (to - at > Forms.MAX_PIECE_BYTES) {
      int end = at + Forms.MAX_PIECE_BYTES;
      while (end > at + Forms.MAX_PIECE_BYTES - 4 && (value[end] & 0xc0) == 0x80) {
        end--;
      }
      needle(value, at, end, encodings);
      at = pastSpace(value, end, to);
    }
    if (at > from) {
      // The rest alone may be shorter than a window: let it overlap the piece before.
      at = pastSpace(value, to - Math.min(to - from, Forms.MAX_PIECE_BYTES), to);
      while (at < to && (value[at] & 0xc0) == 0x80) {
        at++;
      }
    }
    needle(value, at, to, encodings);
  }

  /** What follows a mask over several lines begins with their breaks; so must no piece. */
  private static int pastSpace(byte[] value, int from, int to) {
    int at = from;
    while (at < to && Bytes.isSpace(value[at])) {
      at++;
    }
    return at;
  }

  private void needle(byte[] value, int from, int end, boolean encodings) {
    int to = end;
    while (to > from && Bytes.isSpace(value[to - 1])) {
      to--;
    }
    if (to - from < Needle.WINDOW_BYTES) {
      return;
    }
    int lineEnd = lineEnd(value, from, to);
    Folding folded = Folding.of(value, from, to);
    boolean exact = isTooLittle(folded);
    try {
      byte[] confirmed = exact ? Arrays.copyOfRange(value, from, to) : folded.taken();
      int flags = (lineEnd < to ? Needle.LINES : 0) | (exact ? Needle.EXACT : 0);
      if (written(confirmed, to - from, flags)) {
        new Regions(keys, out, value, from, to, lineEnd).write(folded, exact, encodings);
      }
    } finally {
      folded.wipe();
    }
    if (!exact) {
      listed(value, from, to);
    }
  }

  /** In a list of octets the value's own escapes are none: something stands between. */
  private void listed(byte[] value, int from, int to) {
    Folding folded = Folding.ofList(value, from, to);
    try {
      if (!isTooLittle(folded) && written(folded.taken(), to - from, 0)) {
        new Regions(keys, out, value, from, to, lineEnd(value, from, to)).writeFolded(folded);
      }
    } finally {
      folded.wipe();
    }
  }

  /** Whether these are new; wipes them. */
  private boolean written(byte[] confirmed, int length, int flags) {
    long tag = Keys.tag(mac, confirmed, 0, confirmed.length);
    int quick = keys.quick(confirmed, 0, confirmed.length);
    int folded = confirmed.length;
    Arrays.fill(confirmed, (byte) 0);
    return seen.add(tag) && out.needle(new Needle(length, folded, flags, quick, tag));
  }

  private static boolean isTooLittle(Folding folded) {
    if (folded.length < MIN_BYTES || folded.length > Forms.MAX_PIECE_BYTES) {
      return true;
    }
    byte[] taken = folded.taken();
    try {
      return CommonWords.contain(taken, "");
    } finally {
      Arrays.fill(taken, (byte) 0);
    }
  }
}
