package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text without its escapes and white space, and where each byte of it came from.
 *
 * <p>Bytes are pushed one by one. Whenever the end of what is there has become an escape, it is
 * replaced by what it stands for, and that may complete an outer escape: so escapes inside escapes
 * fold in one pass, in linear time, however they are mixed. Folded are percent encoding, backslash
 * escapes (JSON, C, Java, shell), {@code 0x41} octets, HTML character references and doubled quotes
 * (SQL, shell). The same value folds to the same bytes however it is escaped; two texts that fold
 * alike differ in white space and escapes only.
 *
 * <p>Not thread-safe.
 */
final class Folding {
  private static final byte WHITE = 1;
  private static final byte OPENS = 2;

  /** Only looked at more closely. */
  private static final byte MAY_OPEN = 4;

  private static final byte[] CLASS = classes();

  /** How many bytes may belong to an escape that this byte begins. */
  private static final byte[] OPEN_FOR = openFor();

  /** What a backslash before it changes nothing about, and what belongs to no other escape. */
  private static final boolean[] IS_ITSELF = isItself();

  private static final byte[] DIGITS = Bytes.ascii("0123456789abcdef");
  private static final int LONGEST_REFERENCE = 10;

  /** What of a short value its windows may leave aside: an escape may be there. */
  static final int NEAR = Needle.REGION_BYTES - Needle.SHORT_REGION_BYTES;

  /** Of a quote: {@code &#39;}. */
  private static final int SHORTEST_REFERENCE = 5;

  byte[] bytes;

  /** Source offsets: where the first source byte of each folded byte is, and past its last. */
  int[] starts;

  int[] ends;
  int length;

  /** Running hashes of all prefixes, when keys were given. */
  private long[] hashes;

  private final @Nullable Keys keys;
  private int watched;

  /** Where what is watched began. */
  private int watchedFrom;

  private boolean octets = true;
  private boolean hasOctets;
  private int across = -1;

  /** Where a comma goes: behind an octet, and at the beginning, which may be one of a list. */
  private int octetEnd;

  /** White space was dropped here: nothing before it belongs to an escape after it. */
  private int wall;

  Folding(@Nullable Keys keys, int expected) {
    this.keys = keys;
    this.bytes = new byte[expected + Needle.WINDOW_BYTES];
    this.starts = new int[bytes.length];
    this.ends = new int[bytes.length];
    this.hashes = new long[keys == null ? 1 : bytes.length + 1];
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (char white : " \t\r\n".toCharArray()) {
      classes[white] = WHITE;
    }
    classes[','] = MAY_OPEN;
    for (char opening : "\\%&'".toCharArray()) {
      classes[opening] = OPENS;
    }
    classes['x'] = MAY_OPEN;
    classes['['] = MAY_OPEN;
    return classes;
  }

  private static byte[] openFor() {
    byte[] open = new byte[256];
    open['\\'] = 6;
    open['%'] = 3;
    open['&'] = LONGEST_REFERENCE + 1;
    open['\''] = 3;
    open['x'] = 3;
    return open;
  }

  private static boolean[] isItself() {
    boolean[] itself = new boolean[256];
    for (int b = 0; b < itself.length; b++) {
      itself[b] = CLASS[b] == 0 && !beginsLongEscape((byte) b) && "nrtfvba".indexOf(b) < 0;
    }
    return itself;
  }

  /** 0 of white space, which folds to nothing, and 1 of all else. */
  static int folded(byte b) {
    return CLASS[b & 0xff] & WHITE ^ WHITE;
  }

  /** Folds a whole value; the caller wipes it. */
  static Folding of(byte[] value, int from, int to) {
    Folding folding = new Folding(null, to - from);
    for (int i = from; i < to; i++) {
      folding.push(value[i], i, i + 1);
    }
    return folding;
  }

  /** Folds a value as a list of {@code 0x41}; the caller wipes it. */
  static Folding ofList(byte[] value, int from, int to) {
    Folding folding = new Folding(null, to - from);
    for (int i = from; i < to; i++) {
      folding.push((byte) '0', i, i + 1);
      folding.push((byte) 'x', i, i + 1);
      folding.push(DIGITS[value[i] >> 4 & 15], i, i + 1);
      folding.push(DIGITS[value[i] & 15], i, i + 1);
      folding.push((byte) ' ', i, i + 1);
    }
    return folding;
  }

  byte[] taken() {
    return Arrays.copyOf(bytes, length);
  }

  /** Leaves {@code 0x41} as it is, which base64 and hexadecimal may hold; until {@link #clear}. */
  void keepOctets() {
    octets = false;
  }

  /** Whether {@code 0x41} was folded. */
  boolean hasOctets() {
    return hasOctets;
  }

  void clear() {
    octets = true;
    hasOctets = false;
    across = -1;
    length = 0;
    watched = 0;
    octetEnd = 0;
    wall = 0;
  }

  void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }

  /** Says that only what goes across {@code place} in the source is looked for; until cleared. */
  void onlyAcross(int place) {
    across = place;
  }

  /** The place that what is looked for goes across; else the largest number. */
  int across() {
    return across < 0 ? Integer.MAX_VALUE : across;
  }

  /**
   * Whether an escape, or the end of a line, was folded among the bytes of {@code [from, to)} or
   * next to them.
   */
  boolean isFolded(byte[] source, int from, int to) {
    int last = to;
    while (last < Math.min(length, to + NEAR) && !isBarrier(last)) {
      last++;
    }
    int at = from;
    while (at > Math.max(0, from - NEAR) && !isBarrier(at - 1)) {
      at--;
    }
    if (across >= 0) {
      return starts[at] < across && across < ends[last - 1];
    }
    for (; at < last; at++) {
      if (ends[at] - starts[at] > 1
          || at + 1 < last && isFoldedBetween(source, ends[at], starts[at + 1])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFoldedBetween(byte[] source, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!Bytes.isBlank(source[at])) {
        return true;
      }
    }
    return false;
  }

  private boolean isBarrier(int at) {
    return bytes[at] == '\n';
  }

  /** The first byte that comes from the same place in the source as the one at {@code at}. */
  int firstOf(int at) {
    int first = at;
    while (first > 0 && starts[first - 1] == starts[at]) {
      first--;
    }
    return first;
  }

  int heldBytes() {
    return bytes.length * (1 + 4 + 4) + hashes.length * 8;
  }

  /** Hash of the first {@code prefix} bytes. */
  int quick(int prefix) {
    return (int) (hashes[prefix] >>> 32);
  }

  /** Takes the byte that stands in the source at {@code [start, end)}. */
  void push(byte b, int start, int end) {
    byte kind = CLASS[b & 0xff];
    if (kind == 0 && watched == 0) {
      put(b, start, end);
      return;
    }
    if (kind == WHITE) {
      white();
      return;
    }
    if (b == ',' && octetEnd >= length) {
      white();
      return;
    }
    watchedFrom = watched == 0 ? length : watchedFrom;
    put(b, start, end);
    watch(b);
    int before = length;
    while (rewrite()) {
      // What it became is looked at again.
    }
    watched += before - length - 1;
    if (length <= watchedFrom + 1 && (length == 0 || CLASS[bytes[length - 1] & 0xff] == 0)) {
      watched = 0; // all of it became one byte that begins no escape, or nothing
    }
  }

  /** Whether no escape has begun that what follows may be part of. */
  boolean isQuiet() {
    return watched == 0;
  }

  /** How many bytes stay as they are whatever follows: an escape may have begun behind them. */
  int settled() {
    return (watched == 0 ? length : watchedFrom) - 1;
  }

  private void watch(byte b) {
    watched = Math.max(Math.max(watched, 1), OPEN_FOR[b & 0xff]);
  }

  /**
   * Pushes the bytes of {@code source} from {@code from} on, up to {@code to} or the first that is
   * not plain; returns how far it came.
   */
  int pushPlain(byte[] source, int from, int to) {
    if (watched > 0) {
      return from;
    }
    reserve(to - from);
    int at = from;
    int made = length;
    for (; at < to; at++) {
      byte b = source[at];
      byte kind = CLASS[b & 0xff];
      if (kind == 0) {
        bytes[made] = b;
        starts[made] = at;
        ends[made] = at + 1;
        made++;
      } else if (kind == WHITE && b != '\n') {
        wall = made;
      } else {
        break;
      }
    }
    length = made;
    return at;
  }

  /**
   * Pushes the escape at {@code at} when it is one of the simplest: alone, and of one byte or blank
   * that neither begins nor ends another. Returns where it ends, or {@code at} when every byte of
   * it must be pushed.
   */
  int pushSimple(byte[] source, int at, int to) {
    if (watched > 0 || at + 2 >= to) {
      return at;
    }
    byte next = source[at + 1];
    if (source[at] == '\\' && IS_ITSELF[next & 0xff]) {
      put(next, at, at + 2);
      return at + 2;
    }
    if (source[at] == '%' && Bytes.isHex(next) && Bytes.isHex(source[at + 2])) {
      int octet = Bytes.hex(next) << 4 | Bytes.hex(source[at + 2]);
      byte kind = CLASS[octet];
      if (kind == 0) {
        put((byte) octet, at, at + 3);
        return at + 3;
      }
      if (kind == WHITE && (length == 0 || CLASS[bytes[length - 1] & 0xff] == 0)) {
        wall = length;
        return at + 3;
      }
    }
    return at;
  }

  /** Something that must not be part of any match stands here. */
  void barrier(int at) {
    put((byte) '\n', at, at + 1);
    wall = length;
    watched = 0;
    octetEnd = -1;
  }

  private void put(byte b, int start, int end) {
    reserve(1);
    bytes[length] = b;
    starts[length] = start;
    ends[length] = end;
    length++;
    if (keys != null) {
      hashes[length] = keys.running(hashes[length - 1], b);
    }
  }

  private void reserve(int more) {
    if (length + more + Needle.WINDOW_BYTES > bytes.length) {
      byte[] old = bytes;
      bytes = Arrays.copyOf(old, Math.max(old.length * 2, length + more + Needle.WINDOW_BYTES));
      Arrays.fill(old, (byte) 0);
      starts = Arrays.copyOf(starts, bytes.length);
      ends = Arrays.copyOf(ends, bytes.length);
      hashes = keys == null ? hashes : Arrays.copyOf(hashes, bytes.length + 1);
    }
  }

  /** White space goes, and so does the backslash that escapes it. */
  private void white() {
    if (length > wall && bytes[length - 1] == '\\') {
      length--;
    }
    wall = length;
  }

  /** Rewrites the end once; whether what it became must be looked at again. */
  private boolean rewrite() {
    int n = length;
    int inReach = n - wall;
    if (inReach < 2) {
      return false;
    }
    byte last = bytes[n - 1];
    if (bytes[n - 2] == '\\' && !beginsLongEscape(last)) {
      return backslash(last);
    }
    if (Bytes.isHex(last)) {
      return octet(n, inReach);
    }
    if (last == ';') {
      return reference();
    }
    if (last == '\'') {
      quote();
    }
    return false;
  }

  private static boolean beginsLongEscape(byte b) {
    return b == 'u' || b == 'x' || (b >= '0' && b <= '3');
  }

  private boolean backslash(byte last) {
    switch (last) {
      case '\\' -> {
        ends[length - 2] = ends[length - 1];
        length--;
        return false;
      }
      case 'n', 'r', 't', 'f', 'v' -> {
        length -= 2;
        wall = length;
        return false;
      }
      case 'b' -> {
        return replace(2, 8);
      }
      case 'a' -> {
        return replace(2, 7);
      }
      default -> {
        return replace(2, last);
      }
    }
  }

  private boolean octet(int n, int inReach) {
    if (inReach >= 3 && bytes[n - 3] == '%' && Bytes.isHex(bytes[n - 2])) {
      return replace(3, hex(n - 2, 2));
    }
    if (inReach >= 4 && bytes[n - 3] == 'x' && Bytes.isHex(bytes[n - 2])) {
      if (bytes[n - 4] == '\\') {
        return replace(4, hex(n - 2, 2));
      }
      return octets && bytes[n - 4] == '0' && listed(n);
    }
    if (inReach >= 6 && bytes[n - 6] == '\\' && bytes[n - 5] == 'u' && isHex(n - 4, 4)) {
      return unit(hex(n - 4, 4));
    }
    if (inReach >= 4
        && bytes[n - 4] == '\\'
        && bytes[n - 3] <= '3'
        && isOctal(n - 3)
        && isOctal(n - 2)
        && isOctal(n - 1)) {
      return replace(
          4, (bytes[n - 3] - '0') * 64 + (bytes[n - 2] - '0') * 8 + (bytes[n - 1] - '0'));
    }
    return false;
  }

  /** {@code 0x41}; the comma after it goes, too. */
  private boolean listed(int n) {
    boolean again = replace(4, hex(n - 2, 2));
    hasOctets = true;
    octetEnd = length;
    return again;
  }

  private boolean isHex(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Bytes.isHex(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean isOctal(int at) {
    return bytes[at] >= '0' && bytes[at] <= '7';
  }

  private int hex(int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      value = value << 4 | Character.digit(bytes[i], 16);
    }
    return value;
  }

  /** Puts {@code octet} in the place of the last {@code count} bytes. */
  private boolean replace(int count, int octet) {
    int start = starts[length - count];
    int end = ends[length - 1];
    length -= count;
    byte b = (byte) octet;
    if (CLASS[octet & 0xff] == WHITE) {
      white();
      return false;
    }
    put(b, start, end);
    watch(b);
    return true;
  }

  /** A UTF-16 code unit becomes UTF-8; the second of a pair joins the first. */
  private boolean unit(int unit) {
    if (unit < 0x80) {
      return replace(6, unit);
    }
    if (Character.isLowSurrogate((char) unit) && length - wall >= 9) {
      int at = length - 9;
      if (bytes[at] == (byte) 0xed && (bytes[at + 1] & 0xf0) == 0xa0) {
        char high = (char) (0xd000 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f);
        return character(9, Character.toCodePoint(high, (char) unit));
      }
    }
    return character(6, unit);
  }

  private boolean character(int count, int code) {
    if (code < 0x80) {
      return replace(count, code);
    }
    if (code == 0xa0) {
      length -= count;
      white();
      return false;
    }
    int start = starts[length - count];
    int end = ends[length - 1];
    length -= count;
    if (code < 0x800) {
      put((byte) (0xc0 | code >> 6), start, end);
    } else {
      if (code < 0x10000) {
        put((byte) (0xe0 | code >> 12), start, end);
      } else {
        put((byte) (0xf0 | code >> 18), start, end);
        put((byte) (0x80 | code >> 12 & 0x3f), start, end);
      }
      put((byte) (0x80 | code >> 6 & 0x3f), start, end);
    }
    put((byte) (0x80 | code & 0x3f), start, end);
    return false;
  }

  private boolean reference() {
    int from = length - 2;
    int first = Math.max(wall, length - LONGEST_REFERENCE);
    while (from > first && bytes[from] != '&') {
      from--;
    }
    if (from < wall || bytes[from] != '&') {
      return false;
    }
    int code = code(new String(bytes, from + 1, length - from - 2, StandardCharsets.ISO_8859_1));
    return code >= 0 && character(length - from, code);
  }

  private static int code(String name) {
    return switch (name) {
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      case "sol" -> '/';
      case "nbsp" -> ' ';
      default -> name.startsWith("#") ? number(name) : -1;
    };
  }

  private static int number(String name) {
    boolean isHex = name.length() > 1 && (name.charAt(1) | 0x20) == 'x';
    int value = 0;
    int from = isHex ? 2 : 1;
    for (int i = from; i < name.length(); i++) {
      int digit = Character.digit(name.charAt(i), isHex ? 16 : 10);
      if (digit < 0) {
        return -1;
      }
      value = value * (isHex ? 16 : 10) + digit;
    }
    return from < name.length() && value <= Character.MAX_CODE_POINT ? value : -1;
  }

  /** {@code ''} and {@code '"'"'} are one quote: what SQL and shells write for it. */
  private void quote() {
    if (bytes[length - 2] == '\'') {
      join(length - 2);
    } else if (length - wall > 2 && bytes[length - 2] == '"' && bytes[length - 3] == '\'') {
      join(length - 3);
    }
  }

  /**
   * Makes the last quote and the one at {@code first} one; unless that one, being bare, begins an
   * attribute and the last is a character reference in it.
   */
  private void join(int first) {
    boolean bare = ends[first] - starts[first] == 1;
    if (!bare || ends[length - 1] - starts[length - 1] < SHORTEST_REFERENCE) {
      ends[first] = ends[length - 1];
      length = first + 1;
    }
  }
}
