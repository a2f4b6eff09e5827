package dev.sealward.redaction;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A known value made ready for matching: keyed windows of each form it may be printed in, and keyed
 * MACs of its stretches.
 *
 * <p>Guarantees: holds no plaintext; immutable; prints only its kind and fingerprint. Two masks are
 * equal when they stand for the same value and kind under the same key and were made alike.
 *
 * <p>Does not protect against: someone who has the tenant's keys and {@link #encoded} can test
 * guesses, learns how long the value is, and can work out one region of each stretch (see {@link
 * KnownFingerprints}); without the keys, {@link #encoded} still shows the length and which bytes of
 * a region are capital letters, small ones, digits or none of these; so it is to be sealed where it
 * is stored.
 */
public final class Mask {
  /** Most bytes an encoded mask may have. */
  public static final int MAX_ENCODED_BYTES = 512 * 1024;

  static final int MAX_NEEDLES = 8192;
  static final int ID_BYTES = 16;

  /** The code of a window over {@link Needle#SHORT_WINDOW_BYTES} bytes has this bit. */
  static final int SHORT = 0x80;

  /** The code of windows whose classes are known has this bit as it is stored. */
  static final int CLASSED = 0x40;

  /** Says that the classes of windows are not known. */
  static final int UNCLASSED = -1;

  static final byte FORMAT = 3;

  /** The same without classes. */
  private static final byte FORMAT_WITHOUT_CLASSES = 2;

  /** Written by the first releases: every form in full, one window each. */
  private static final byte FORMAT_OF_FORMS = 1;

  /** Takes what a mask is made of, in order: a needle, then its windows. */
  interface Visitor {
    void needle(Needle needle);

    /**
     * Consecutive windows of one form, the first of them {@code at} bytes into it.
     *
     * @param code as in {@link Codec}, with {@link #SHORT}
     * @param hashes valid during the call
     * @param classes as {@link Keys#classes} has it, or {@link #UNCLASSED}
     */
    void windows(int code, int at, int[] hashes, int classes);

    /** The hash of a first line too short for a window of its own. */
    void firstLine(int length, int hash);
  }

  private final byte[] encoded;
  private final int keyId;
  private final byte kindLength;
  private final boolean ofForms;

  private Mask(byte[] encoded, int kindLength, int keyId, boolean ofForms) {
    this.encoded = encoded;
    this.kindLength = (byte) kindLength;
    this.keyId = keyId;
    this.ofForms = ofForms;
  }

  /** Kind of secret: {@code [a-z0-9_]{1,40}}. */
  public String kind() {
    return new String(encoded, 2, kindLength, StandardCharsets.US_ASCII);
  }

  /** Four hex digits, the same for every form of the value. */
  public String fingerprint() {
    return new String(encoded, 2 + kindLength, 4, StandardCharsets.US_ASCII);
  }

  /** What stands in masked text in the place of the value. */
  public String inText() {
    return Finding.mask(kind(), fingerprint());
  }

  int keyId() {
    return keyId;
  }

  /** The binary form for {@link #parse}. */
  public byte[] encoded() {
    return encoded.clone();
  }

  private int idAt() {
    return 2 + kindLength + 4 + 4;
  }

  /**
   * What another process needs to match the value, and no more: the first window of each form
   * without its classes, no quick hashes, no stretches under {@code fewest} bytes. Null when the
   * first stretch, which is the value or its beginning, is among those; masks of format 1 hold many
   * short forms, and are left out whole, too.
   */
  @Nullable Mask handedOut(int fewest) {
    if (ofForms) {
      return null;
    }
    byte[] id = Arrays.copyOfRange(encoded, idAt(), idAt() + ID_BYTES);
    MaskWriter out = new MaskWriter(kind(), fingerprint(), keyId, id);
    Reduced reduced = new Reduced(out, fewest);
    read(reduced);
    return reduced.hasFirst ? out.mask() : null;
  }

  private static final class Reduced implements Visitor {
    private final MaskWriter out;
    private final int fewest;
    private boolean taken;
    private boolean hasFirst;
    private int needles;

    Reduced(MaskWriter out, int fewest) {
      this.out = out;
      this.fewest = fewest;
    }

    @Override
    public void needle(Needle needle) {
      taken =
          Math.min(needle.length(), needle.folded()) >= fewest && out.needle(needle.handedOut());
      hasFirst |= taken && needles == 0;
      needles++;
    }

    @Override
    public void windows(int code, int at, int[] hashes, int classes) {
      if (taken) {
        out.windows(code, at, hashes[0]);
      }
    }

    @Override
    public void firstLine(int length, int hash) {
      if (taken) {
        out.windows(Codec.FIRST_LINE, length, hash);
      }
    }
  }

  /** Bytes it takes, without the object around them. */
  int size() {
    return encoded.length;
  }

  private ByteBuffer needles() {
    int from = idAt() + ID_BYTES;
    return ByteBuffer.wrap(encoded, from, encoded.length - from).slice();
  }

  void read(Visitor visitor) {
    ByteBuffer in = needles();
    int needles = in.getShort() & 0xffff;
    for (int i = 0; i < needles; i++) {
      readNeedle(in, visitor);
    }
  }

  private static void readNeedle(ByteBuffer in, Visitor visitor) {
    int length = in.getShort() & 0xffff;
    int folded = in.getShort() & 0xffff;
    Needle needle = new Needle(length, folded, in.get() & 0xff, in.getInt(), in.getLong());
    visitor.needle(needle);
    int sets = in.get() & 0xff;
    int[] several = new int[Needle.WINDOWS];
    int[] one = new int[1];
    for (int set = 0; set < sets; set++) {
      int code = in.get() & 0xff;
      int at = in.get() & 0xff;
      if (code == Codec.FIRST_LINE) {
        visitor.firstLine(at, in.getInt());
        continue;
      }
      int[] hashes = code == Codec.FORM || needle.has(Needle.HANDED_OUT) ? one : several;
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = in.getInt();
      }
      boolean classed = (code & CLASSED) != 0;
      int classes = classed ? (in.get() & 0xff) << 16 | in.getShort() & 0xffff : UNCLASSED;
      visitor.windows(code & ~CLASSED, at, hashes, classes);
    }
  }

  /**
   * Reads what {@link #encoded} wrote, or wrote in an earlier release.
   *
   * @throws IllegalArgumentException on any other bytes
   */
  public static Mask parse(byte[] encoded) {
    if (encoded.length > MAX_ENCODED_BYTES) {
      throw new IllegalArgumentException("the mask is too long");
    }
    ByteBuffer in = ByteBuffer.wrap(encoded);
    try {
      byte format = in.get();
      if (format != FORMAT && format != FORMAT_WITHOUT_CLASSES && format != FORMAT_OF_FORMS) {
        throw new IllegalArgumentException("the mask has an unknown version");
      }
      int kindLength = in.get() & 0xff;
      byte[] kind = bytes(in, kindLength);
      byte[] fingerprint = bytes(in, 4);
      if (!isKind(new String(kind, StandardCharsets.ISO_8859_1)) || !isLowerHex(fingerprint)) {
        throw damaged();
      }
      byte[] current =
          format == FORMAT_OF_FORMS ? MaskOfForms.translated(encoded, in) : encoded.clone();
      return checked(current, kindLength);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the mask is cut short", e);
    }
  }

  static Mask checked(byte[] encoded, int kindLength) {
    ByteBuffer in = ByteBuffer.wrap(encoded, 2 + kindLength, encoded.length - 2 - kindLength);
    bytes(in, 4);
    int keyId = in.getInt();
    bytes(in, ID_BYTES);
    int needles = in.getShort() & 0xffff;
    if (needles > MAX_NEEDLES) {
      throw damaged();
    }
    Check check = new Check();
    for (int i = 0; i < needles; i++) {
      readNeedle(in, check);
    }
    if (in.hasRemaining()) {
      throw damaged();
    }
    return new Mask(encoded, kindLength, keyId, check.ofForms);
  }

  /** Refuses what the matcher could not bear: hostile lengths and places. */
  private static final class Check implements Visitor {
    private Needle last = new Needle(0, 0, 0, 0, 0);
    private boolean ofForms;

    @Override
    public void needle(Needle needle) {
      last = needle;
      boolean form = needle.has(Needle.FORM);
      int most = form ? MaskOfForms.MAX_FORM_BYTES : Forms.MAX_PIECE_BYTES;
      if (needle.length() < Needle.WINDOW_BYTES
          || needle.folded() < Needle.WINDOW_BYTES
          || needle.length() > most
          || needle.folded() > most) {
        throw damaged();
      }
      ofForms |= form;
    }

    @Override
    public void windows(int code, int at, int[] hashes, int classes) {
      int plain = code & ~SHORT;
      if (plain > Codec.FORM
          || code == (Codec.FORM | SHORT)
          || (plain == Codec.FORM) != last.has(Needle.FORM)
          || (classes != UNCLASSED && (classes >= 1 << 2 * Needle.REGION_BYTES || code != plain))
          || at > Forms.MAX_WINDOW_AT
          || (plain == Codec.FORM && at + Needle.WINDOW_BYTES > last.length())) {
        throw damaged();
      }
    }

    @Override
    public void firstLine(int length, int hash) {
      if (length > Needle.REGION_BYTES + 1) {
        throw damaged();
      }
    }
  }

  static IllegalArgumentException damaged() {
    return new IllegalArgumentException("the mask is damaged");
  }

  private static boolean isLowerHex(byte[] text) {
    for (byte b : text) {
      if (!Bytes.isLowerHex(b)) {
        return false;
      }
    }
    return true;
  }

  static byte[] bytes(ByteBuffer in, int length) {
    if (in.remaining() < length) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  static boolean isKind(String kind) {
    return !kind.isEmpty()
        && kind.length() <= 40
        && kind.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask
        && keyId == mask.keyId
        && ofForms == mask.ofForms
        && Arrays.equals(encoded, 0, idAt() + ID_BYTES, mask.encoded, 0, mask.idAt() + ID_BYTES);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(encoded, idAt(), 4).getInt();
  }

  @Override
  public String toString() {
    return "Mask[" + kind() + ":" + fingerprint() + "]";
  }
}
