package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;

/**
 * Private-key blocks (RFC 7468 and its relatives): {@code -----BEGIN … PRIVATE KEY-----} to the end
 * mark, over several lines or escaped on one.
 *
 * <p>A block whose end never comes is masked as far as its lines look like one, at most 64 KiB.
 */
final class KeyBlock {
  static final byte[] BEGIN = Bytes.ascii("begin ");
  private static final byte[] END = Bytes.ascii("-----END ");
  private static final byte[] DASHES = Bytes.ascii("-----");
  private static final byte[][] HEADERS = {
    Bytes.ascii("Proc-Type:"),
    Bytes.ascii("DEK-Info:"),
    Bytes.ascii("Version:"),
    Bytes.ascii("Comment:")
  };
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_LABEL = 64;

  /** How far behind the first mark its base64 begins. */
  private static final int MAX_HEADERS = 256;

  /** Characters of base64 in a row that no key has less of. */
  private static final int SHORTEST_KEY = 40;

  private static final String KIND = "private_key";

  private final Text text;

  /** Where the next line to look at begins, for the block that is open; else -1. */
  private int cursor = -1;

  /** Between these no line break is; looked for once however many marks are on a line. */
  private int noBreakFrom;

  private int noBreakTo = -1;

  /** Between these no mask begins. */
  private int noMaskFrom;

  private int noMaskTo = -1;

  private int coveredUntil;
  private int barrier;
  private int noEndMarkFrom;
  private int noEndMarkTo;

  KeyBlock(Text text) {
    this.text = text;
  }

  /**
   * Whether the block whose BEGIN is at {@code at} needs more input; marks it when it does not.
   * {@code maskEnd} is where the last mask of the input before it ends.
   */
  boolean mustWait(int at, int maskEnd) {
    int start = at - DASHES.length;
    barrier = Math.max(maskEnd, text.maskedBefore(start));
    int body = start < coveredUntil ? -1 : bodyOf(start, at);
    if (body < 0) {
      return false;
    }
    if (cursor < 0) {
      int lineEnd = lineEnd(start, body);
      if (lineEnd < 0) {
        return true;
      }
      int sight = beforeMask(body, lineEnd);
      int end = endMark(body, sight);
      if (end >= 0 || holdsText(body, sight)) {
        return !isMarked(start, body, end >= 0 ? end : inLineEnd(body, sight));
      }
      if (sight < lineEnd) {
        return false;
      }
      cursor = lineEnd + 1;
    }
    return !isDecided(start, body, cursor == lineEndOfMark(body) + 1);
  }

  private int lineEndOfMark(int body) {
    return Bytes.indexOf(text.bytes, body, Math.min(text.end, cursor), (byte) '\n');
  }

  /** Marks the block, unless a known value that gives it its name may still be found in it. */
  private boolean isMarked(int start, int body, int stop) {
    if (stop > text.knownTo) {
      return false;
    }
    if (!isOnlyNamed(body, stop)) {
      text.block(start, stop, KIND);
      coveredUntil = Math.max(coveredUntil, stop);
    }
    return true;
  }

  /**
   * Programs that read keys hold both marks, and bytes of no text behind the first: a key's base64
   * comes at once.
   */
  private boolean isOnlyNamed(int body, int stop) {
    int most = Math.min(stop, body + MAX_HEADERS);
    boolean control = false;
    for (int at = body; at < most; at++) {
      int end = ByteClass.BASE64.runEnd(text.bytes, at, most);
      if (end - at >= SHORTEST_KEY) {
        return false;
      }
      control |= end < most && Bytes.isControl(text.bytes[end]);
      at = end;
    }
    return control;
  }

  /** The first byte after the BEGIN mark of a private key at {@code start}, or -1. */
  private int bodyOf(int start, int at) {
    if (!Bytes.startsWith(text.bytes, start, text.end, DASHES)) {
      return -1;
    }
    int most = Math.min(text.end, at + MAX_LABEL);
    for (int i = at + BEGIN.length; i < most && !Bytes.isLineBreak(text.bytes[i]); i++) {
      if (text.bytes[i] == '-' && Bytes.startsWith(text.bytes, i, most, DASHES)) {
        String label = new String(text.bytes, at, i - at, StandardCharsets.ISO_8859_1);
        return label.contains("PRIVATE KEY") && label.indexOf('[') < 0 ? i + DASHES.length : -1;
      }
    }
    return -1;
  }

  /** The end of the line that {@code from} is on, as far as a block may reach; -1: not in yet. */
  private int lineEnd(int start, int from) {
    int most = Math.min(text.end, start + MAX_BYTES);
    boolean known = from >= noBreakFrom && from <= noBreakTo;
    int first = known ? noBreakTo : from;
    int end = first < most ? Bytes.indexOf(text.bytes, first, most, (byte) '\n') : -1;
    noBreakFrom = known ? noBreakFrom : from;
    noBreakTo = end >= 0 ? end : Math.max(first, most);
    text.work += Math.max(0, noBreakTo - first);
    if (end >= 0) {
      return end;
    }
    return text.atEnd || most == start + MAX_BYTES ? most : -1;
  }

  /** Masked text holds no block that was not in the input: none is looked for across a mask. */
  private int beforeMask(int from, int to) {
    boolean known = from >= noMaskFrom && from <= noMaskTo;
    int first = known ? noMaskTo : from;
    int mask = MaskText.first(text.bytes, first, to, to);
    noMaskFrom = known ? noMaskFrom : from;
    noMaskTo = mask >= 0 ? mask : Math.max(first, to - MaskText.MAX_BYTES);
    text.work += Math.max(0, noMaskTo - first);
    return mask < 0 ? to : mask;
  }

  private int endMark(int from, int to) {
    if (from >= noEndMarkFrom && to <= noEndMarkTo) {
      return -1;
    }
    text.work += to - from;
    for (int i = from; i < to; i++) {
      if (text.bytes[i] == '-' && Bytes.startsWith(text.bytes, i, to, END)) {
        int most = Math.min(to, i + END.length + MAX_LABEL);
        for (int j = i + END.length; j < most; j++) {
          if (text.bytes[j] == '-' && Bytes.startsWith(text.bytes, j, to, DASHES)) {
            return j + DASHES.length;
          }
        }
        return most;
      }
    }
    noEndMarkFrom = from;
    noEndMarkTo = to;
    return -1;
  }

  /** More than blanks and quotes after the mark: the block is on this line, its breaks escaped. */
  private boolean holdsText(int from, int to) {
    return ByteClass.BASE64.runEnd(text.bytes, escapesEnd(from, to), to)
        > escapesEnd(from, to) + 15;
  }

  private int escapesEnd(int from, int to) {
    int at = from;
    while (at < to && (Bytes.isSpace(text.bytes[at]) || text.bytes[at] == '\\')) {
      at += text.bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
  }

  private int inLineEnd(int from, int to) {
    int at = from;
    while (at < to && !Bytes.isQuote(text.bytes[at])) {
      at++;
    }
    return at;
  }

  private boolean isDecided(int start, int body, boolean atFirstLine) {
    int from = cursor;
    boolean empty = atFirstLine;
    while (true) {
      int lineEnd = lineEnd(start, from);
      if (lineEnd < 0) {
        cursor = from;
        return false;
      }
      int end = from < lineEnd ? endMark(from, beforeMask(from, lineEnd)) : -1;
      boolean last = lineEnd >= start + MAX_BYTES || lineEnd >= text.end;
      if (end < 0 && !last && isBody(start, from, lineEnd)) {
        from = lineEnd + 1;
        empty = false;
        continue;
      }
      int stop = end >= 0 ? end : last && isBody(start, from, lineEnd) ? lineEnd : from - 1;
      if ((!empty || stop >= from) && !isMarked(start, body, stop)) {
        cursor = from;
        return false;
      }
      cursor = -1;
      return true;
    }
  }

  /**
   * Base64, a header such as {@code Proc-Type}, or empty; behind whatever prefix a log collector
   * put before each line.
   */
  private boolean isBody(int start, int from, int lineEnd) {
    int end = lineEnd;
    while (end > from && Bytes.isSpace(text.bytes[end - 1])) {
      end--;
    }
    int word = end;
    while (word > from && ByteClass.BASE64.has(text.bytes[word - 1])) {
      word--;
    }
    if (MaskText.first(text.bytes, from, end, end) >= 0) {
      return false;
    }
    int prefix = prefixEnd(start, from, end);
    if (end == prefix || word <= prefix || end - word >= 16) {
      return true;
    }
    if (word < end
        && word > from
        && Bytes.isBlank(text.bytes[word - 1])
        && text.bytes[end - 1] == '=') {
      return true;
    }
    for (byte[] header : HEADERS) {
      if (Bytes.startsWith(text.bytes, prefix, end, header)) {
        return true;
      }
    }
    return false;
  }

  /** Past blanks, and past the same prefix as the line of the BEGIN mark has. */
  private int prefixEnd(int start, int from, int end) {
    int first = start;
    while (first > Math.max(0, barrier)
        && start - first < Engine.LOOKBACK / 2
        && !Bytes.isLineBreak(text.bytes[first - 1])) {
      first--;
    }
    int at = from;
    int length = start - first;
    if (from + length <= end
        && java.util.Arrays.equals(text.bytes, first, start, text.bytes, from, from + length)) {
      at += length;
    }
    while (at < end && Bytes.isBlank(text.bytes[at])) {
      at++;
    }
    return at;
  }

  void shift(int dropped) {
    cursor = cursor < 0 ? -1 : cursor - dropped;
    noBreakFrom -= dropped;
    noBreakTo -= dropped;
    noMaskFrom -= dropped;
    noMaskTo -= dropped;
    coveredUntil = Math.max(0, coveredUntil - dropped);
    barrier = Math.max(0, barrier - dropped);
    noEndMarkFrom -= dropped;
    noEndMarkTo -= dropped;
  }
}
