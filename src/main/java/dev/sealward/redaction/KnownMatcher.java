package dev.sealward.redaction;

import java.util.Arrays;
import javax.crypto.Mac;

/** Confirms a candidate window: MACs the form around it and marks it when it is a known value. */
final class KnownMatcher {
  private final Keys keys;
  private final Mac mac;
  private final Text text;
  private int macStart;
  private int macLength;
  private byte[] lastMac = new byte[0];

  KnownMatcher(Keys keys, Text text) {
    this.keys = keys;
    this.mac = keys.formMac();
    this.text = text;
  }

  /**
   * Marks all known values whose window is at {@code at}; if one needs more input, marks none and
   * returns the end it needs. Nothing before {@code floor} can be masked any more.
   */
  int match(KnownValues known, int at, int floor) {
    int window = keys.window(text.bytes, at);
    int needed = 0;
    for (Segment segment : known.segments()) {
      for (int slot = segment.next(window, segment.first(window));
          slot >= 0;
          slot = segment.next(window, slot + 1)) {
        Needle needle = segment.at(slot).needle();
        int stop = at - needle.windowAt() + needle.length();
        if (stop > text.end && needle.has(Needle.MULTI_LINE) && !text.atEnd) {
          needed = Math.max(needed, stop);
        }
      }
    }
    if (needed == 0) {
      macLength = 0;
      for (Segment segment : known.segments()) {
        for (int slot = segment.next(window, segment.first(window));
            slot >= 0;
            slot = segment.next(window, slot + 1)) {
          mark(segment.at(slot), at, floor);
        }
      }
    }
    return needed;
  }

  private void mark(Segment.Entry entry, int at, int floor) {
    Needle needle = entry.needle();
    int start = at - needle.windowAt();
    int stop = start + needle.length();
    if (start < 0
        || stop > text.end
        || !isForm(needle, start)
        || MaskText.overlaps(text.bytes, start, stop, text.end)) {
      return;
    }
    if (needle.has(Needle.BASE64_HEAD) && start > floor && Bytes.isBase64(text.bytes[start - 1])) {
      start--;
    }
    if (needle.has(Needle.BASE64_TAIL)) {
      stop = pastPadding(stop);
    }
    if (needle.has(Needle.MULTI_LINE)) {
      text.knownLines(Math.max(start, floor), stop, entry.mask());
    } else {
      text.known(Math.max(start, floor), stop, entry.mask());
    }
  }

  private boolean isForm(Needle needle, int start) {
    text.work++;
    if (!needle.mayEndAt(keys, text.bytes, start + needle.length())) {
      return false;
    }
    if (macLength != needle.length() || macStart != start) {
      text.work += needle.length();
      lastMac = Keys.truncatedMac(mac, text.bytes, start, needle.length());
      macStart = start;
      macLength = needle.length();
    }
    return Arrays.equals(lastMac, needle.mac());
  }

  private int pastPadding(int stop) {
    int at = stop;
    if (at < text.end && Bytes.isBase64(text.bytes[at])) {
      at++;
    }
    for (int i = 0; i < 2 && at < text.end && text.bytes[at] == '='; i++) {
      at++;
    }
    return at;
  }
}
