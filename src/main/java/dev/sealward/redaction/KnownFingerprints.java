package dev.sealward.redaction;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Known values of one tenant as another process can match them without having them: masks, and the
 * keys they match under.
 *
 * <p>Guarantees: no value is in it, and nothing that leads to the tenant's fingerprint key; values
 * under {@link #MIN_VALUE_BYTES} bytes are left out and counted, since little of them would stay
 * unknown; prints numbers only. Masks found with it carry the fingerprints the server gives.
 *
 * <p>Does not protect against: its holder. Who has it learns how many values there are, their kinds
 * and fingerprints and how long they and their lines are; can work out eight bytes of each stretch
 * (the window of each form looks at those, see {@link Forms}; a few more where the value holds
 * white space or escapes, and the first line of one whose first line is shorter than twelve), and
 * that no place of it has more different bytes than the one they stand at; and can test guesses for
 * the rest as fast as a machine computes HMAC-SHA-256. A stretch is a value, a line of one with
 * several lines, or a kilobyte of a longer one. So what is left unknown must be beyond guessing:
 * machine-made values are, a sentence that people would think of is not. Hand it out over an
 * authenticated, encrypted connection only, keep it in memory, and give it to nobody who may not
 * know that much.
 */
public final class KnownFingerprints implements AutoCloseable {
  /** Shorter values, and shorter lines of longer ones, are left out. */
  public static final int MIN_VALUE_BYTES = 24;

  /** Most masks in one bundle. */
  public static final int MAX_MASKS = 200_000;

  /** Most bytes a serialised bundle may have. */
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  private static final int MAGIC = 0x53574b46;
  private static final byte FORMAT = 1;
  private static final int HEAD_BYTES = 4 + 1 + 4 + 4 + Keys.MATCHING_BYTES;

  private final byte[] matching;
  private final List<Mask> masks;
  private final int withheld;

  private KnownFingerprints(byte[] matching, List<Mask> masks, int withheld) {
    this.matching = matching;
    this.masks = List.copyOf(masks);
    this.withheld = withheld;
  }

  static KnownFingerprints of(Keys keys, Collection<Mask> known) {
    if (known.size() > MAX_MASKS) {
      throw tooMany();
    }
    List<Mask> given = new ArrayList<>();
    int withheld = 0;
    long bytes = HEAD_BYTES;
    for (Mask mask : known) {
      Mask part = mask.handedOut(MIN_VALUE_BYTES);
      if (part == null) {
        withheld++;
        continue;
      }
      given.add(part);
      bytes += 4L + part.size();
      if (bytes > MAX_BYTES) {
        throw tooMany();
      }
    }
    return new KnownFingerprints(keys.matching(), given, withheld);
  }

  /**
   * What several bundles of one tenant hold together.
   *
   * @param pages at least one
   * @throws IllegalArgumentException when they are not of one tenant, or over the limits together
   */
  public static KnownFingerprints joined(List<KnownFingerprints> pages) {
    byte[] matching = pages.get(0).matching;
    List<Mask> masks = new ArrayList<>();
    int withheld = 0;
    long bytes = HEAD_BYTES;
    for (KnownFingerprints page : pages) {
      if (!Arrays.equals(page.matching, matching)) {
        throw new IllegalArgumentException("the bundles are of several tenants");
      }
      for (Mask mask : page.masks) {
        bytes += 4L + mask.size();
        masks.add(mask);
      }
      withheld = Math.addExact(withheld, page.withheld);
      if (bytes > MAX_BYTES || masks.size() > MAX_MASKS) {
        throw tooMany();
      }
    }
    return new KnownFingerprints(matching.clone(), masks, withheld);
  }

  private static IllegalArgumentException tooMany() {
    return new IllegalArgumentException("there are too many known values for one bundle");
  }

  /** Number of values in it. */
  public int size() {
    return masks.size();
  }

  /** Number of values left out because they are short: only the server can mask them. */
  public int withheld() {
    return withheld;
  }

  /** A redactor that masks these values; {@code fingerprintKey32} is for what formats find. */
  Redactor redactor(byte[] fingerprintKey32) {
    Redactor redactor = Redactor.of(new Keys(fingerprintKey32, matching));
    redactor.register(masks);
    return redactor;
  }

  /** The binary form for {@link #parse}. */
  public byte[] serialised() {
    int length = HEAD_BYTES;
    for (Mask mask : masks) {
      length += 4 + mask.size();
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.putInt(MAGIC).put(FORMAT).putInt(masks.size()).putInt(withheld).put(matching);
    for (Mask mask : masks) {
      out.putInt(mask.size()).put(mask.encoded());
    }
    return out.array();
  }

  /**
   * Reads what {@link #serialised} wrote.
   *
   * @throws IllegalArgumentException on any other bytes; the message says what is wrong and quotes
   *     nothing
   */
  public static KnownFingerprints parse(byte[] serialised) {
    if (serialised.length > MAX_BYTES) {
      throw new IllegalArgumentException("the bundle is too long");
    }
    ByteBuffer in = ByteBuffer.wrap(serialised);
    try {
      if (in.getInt() != MAGIC || in.get() != FORMAT) {
        throw new IllegalArgumentException("this is no bundle, or one of an unknown version");
      }
      int count = in.getInt();
      int withheld = in.getInt();
      byte[] matching = Mask.bytes(in, Keys.MATCHING_BYTES);
      if (count < 0 || count > MAX_MASKS || withheld < 0) {
        throw new IllegalArgumentException("the bundle is damaged");
      }
      int keyId = new Keys(new byte[32], matching).id();
      List<Mask> masks = new ArrayList<>(Math.min(count, 1024));
      for (int i = 0; i < count; i++) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new IllegalArgumentException("the bundle is cut short");
        }
        Mask mask = Mask.parse(Mask.bytes(in, length));
        if (mask.keyId() != keyId) {
          throw new IllegalArgumentException("the bundle is damaged");
        }
        masks.add(mask);
      }
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("the bundle is too long");
      }
      return new KnownFingerprints(matching, masks, withheld);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the bundle is cut short", e);
    }
  }

  /** Zeroes the keys; redactors made before keep theirs. */
  @Override
  public void close() {
    Arrays.fill(matching, (byte) 0);
  }

  @Override
  public String toString() {
    return "KnownFingerprints[" + masks.size() + " values, " + withheld + " withheld]";
  }
}
