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
 * KnownFingerprints}); so the encoded form is to be sealed where it is stored.
 */
public final class Mask {
  /** Most bytes an encoded mask may have. */
  public static final int MAX_ENCODED_BYTES = 512 * 1024;

  static final int MAX_NEEDLES = 8192;
  static final int ID_BYTES = 16;

  /** The code of a window over {@link Needle#SHORT_WINDOW_BYTES} bytes has this bit. */
  static final int SHORT = 0x80;

  private static final byte FORMAT = 2;

  /** Written by the first releases: every form in full, one window each. */
  private static final byte FORMAT_OF_FORMS = 1;

  private static final int MAX_SETS = 255;

  /** Takes what a mask is made of, in order: a needle, then its windows. */
  interface Visitor {
    void needle(Needle needle);

    /** A window {@code at} bytes into the form; {@code code} as in {@link Codec}. */
    void window(int code, int at, int hash);

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
   * The mask without stretches under {@code fewest} bytes; null when nothing is left. Masks of
   * format 1 hold many short forms, and are left out whole.
   */
  @Nullable Mask without(int fewest) {
    if (ofForms) {
      return null;
    }
    byte[] id = Arrays.copyOfRange(encoded, idAt(), idAt() + ID_BYTES);
    Writer out = new Writer(kind(), fingerprint(), keyId, id);
    read(new Copy(out, fewest));
    return out.needles == 0 ? null : out.mask();
  }

  private static final class Copy implements Visitor {
    private final Writer out;
    private final int fewest;
    private boolean taken;
    private int code;
    private int at;
    private int[] hashes = {};

    Copy(Writer out, int fewest) {
      this.out = out;
      this.fewest = fewest;
    }

    @Override
    public void needle(Needle needle) {
      taken = Math.min(needle.length(), needle.folded()) >= fewest && out.needle(needle);
    }

    @Override
    public void window(int windowCode, int windowAt, int hash) {
      if (hashes.length == 0) {
        code = windowCode;
        at = windowAt;
      }
      hashes = Arrays.copyOf(hashes, hashes.length + 1);
      hashes[hashes.length - 1] = hash;
      if (hashes.length == Needle.WINDOWS) {
        if (taken) {
          out.windows(code, at, hashes);
        }
        hashes = new int[0];
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

  void read(Visitor visitor) {
    ByteBuffer in = ByteBuffer.wrap(encoded, idAt() + ID_BYTES, encoded.length - idAt() - ID_BYTES);
    int needles = in.getShort() & 0xffff;
    for (int i = 0; i < needles; i++) {
      readNeedle(in, visitor);
    }
  }

  private static void readNeedle(ByteBuffer in, Visitor visitor) {
    int length = in.getShort() & 0xffff;
    int folded = in.getShort() & 0xffff;
    visitor.needle(new Needle(length, folded, in.get() & 0xff, in.getInt(), in.getLong()));
    int sets = in.get() & 0xff;
    for (int set = 0; set < sets; set++) {
      int code = in.get() & 0xff;
      int at = in.get() & 0xff;
      if (code == Codec.FIRST_LINE) {
        visitor.firstLine(at, in.getInt());
        continue;
      }
      for (int window = 0; window < windows(code); window++) {
        visitor.window(code, at + window, in.getInt());
      }
    }
  }

  private static int windows(int code) {
    return code == Codec.FORM || code == Codec.FIRST_LINE ? 1 : Needle.WINDOWS;
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
      if (format != FORMAT && format != FORMAT_OF_FORMS) {
        throw new IllegalArgumentException("the mask has an unknown version");
      }
      int kindLength = in.get() & 0xff;
      byte[] kind = bytes(in, kindLength);
      byte[] fingerprint = bytes(in, 4);
      if (!isKind(new String(kind, StandardCharsets.ISO_8859_1)) || !isLowerHex(fingerprint)) {
        throw damaged();
      }
      byte[] current = format == FORMAT ? encoded.clone() : MaskOfForms.translated(encoded, in);
      return checked(current, kindLength);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the mask is cut short", e);
    }
  }

  private static Mask checked(byte[] encoded, int kindLength) {
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
    public void window(int code, int at, int hash) {
      int plain = code & ~SHORT;
      if (plain > Codec.FORM
          || code == (Codec.FORM | SHORT)
          || (plain == Codec.FORM) != last.has(Needle.FORM)
          || at > Forms.MAX_WINDOW_AT + Needle.WINDOWS
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

  /** Puts a mask together. */
  static final class Writer {
    private ByteBuffer out = ByteBuffer.allocate(512);
    private final int kindLength;
    private final int countAt;
    private int needles;
    private int setsAt;

    Writer(String kind, String fingerprint, int keyId, byte[] id) {
      byte[] kindBytes = kind.getBytes(StandardCharsets.US_ASCII);
      kindLength = kindBytes.length;
      out.put(FORMAT).put((byte) kindLength).put(kindBytes);
      out.put(fingerprint.getBytes(StandardCharsets.US_ASCII)).putInt(keyId).put(id);
      countAt = out.position();
      out.putShort((short) 0);
    }

    /** Whether there was room for it; if not, it and what belongs to it is left out. */
    boolean needle(Needle needle) {
      if (needles == MAX_NEEDLES || out.position() > MAX_ENCODED_BYTES - 16 * 1024) {
        return false;
      }
      needles++;
      reserve(20);
      out.putShort((short) needle.length()).putShort((short) needle.folded());
      out.put((byte) needle.flags()).putInt(needle.quick()).putLong(needle.tag());
      setsAt = out.position();
      out.put((byte) 0);
      return true;
    }

    void windows(int code, int at, int... hashes) {
      if (out.get(setsAt) == (byte) MAX_SETS) {
        throw new IllegalStateException("too many forms");
      }
      reserve(2 + 4 * hashes.length);
      out.put(setsAt, (byte) (out.get(setsAt) + 1));
      out.put((byte) code).put((byte) at);
      for (int hash : hashes) {
        out.putInt(hash);
      }
    }

    private void reserve(int bytes) {
      if (out.remaining() < bytes) {
        out.flip();
        out = ByteBuffer.allocate(out.capacity() * 2).put(out);
      }
    }

    Mask mask() {
      return checked(encoded(), kindLength);
    }

    byte[] encoded() {
      out.putShort(countAt, (short) needles);
      return Arrays.copyOf(out.array(), out.position());
    }
  }
}
