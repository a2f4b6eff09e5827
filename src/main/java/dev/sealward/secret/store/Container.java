package dev.sealward.secret.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All live envelopes of one secret as one file's bytes. Immutable.
 *
 * <pre>{@code
 * "SWDC" (4) ‖ format 1 (1) ‖ count (4)
 * count × ( version (4) ‖ blob id (16) ‖ length (4) ‖ envelope (length) )   by version, then blob id
 * SHA-256 of everything before (32)
 * }</pre>
 *
 * Numbers are big-endian. The digest finds what was torn or rotted; whether an envelope is genuine
 * the envelope itself proves.
 */
final class Container {
  /** The longest file that is read or written. */
  static final int MAX_BYTES = 64 << 20;

  static final Container EMPTY = new Container(new TreeMap<>());

  private static final int MAGIC = 0x53574443;
  private static final byte FORMAT = 1;
  private static final int HEAD = 4 + 1 + 4;
  private static final int ENTRY = 4 + 16 + 4;
  private static final int DIGEST = 32;

  /** The bytes are no container: torn, changed, or written by something else. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String what) {
      super(what, null, false, false);
    }
  }

  private record Key(int version, UUID id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::version).thenComparing(Key::id);

    static Key of(Blob blob) {
      return new Key(blob.version(), blob.id());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final SortedMap<Key, byte[]> envelopes;

  private Container(SortedMap<Key, byte[]> envelopes) {
    this.envelopes = envelopes;
  }

  Optional<byte[]> get(Blob blob) {
    return Optional.ofNullable(envelopes.get(Key.of(blob))).map(byte[]::clone);
  }

  Container with(Blob blob, byte[] envelope) {
    SortedMap<Key, byte[]> more = new TreeMap<>(envelopes);
    more.put(Key.of(blob), envelope.clone());
    return new Container(more);
  }

  Container without(Blob blob) {
    SortedMap<Key, byte[]> fewer = new TreeMap<>(envelopes);
    fewer.remove(Key.of(blob));
    return new Container(fewer);
  }

  boolean isEmpty() {
    return envelopes.isEmpty();
  }

  long length() {
    return envelopes.values().stream().mapToLong(envelope -> (long) ENTRY + envelope.length).sum()
        + HEAD
        + DIGEST;
  }

  byte[] encoded() {
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length()));
    out.putInt(MAGIC).put(FORMAT).putInt(envelopes.size());
    envelopes.forEach(
        (key, envelope) ->
            out.putInt(key.version())
                .putLong(key.id().getMostSignificantBits())
                .putLong(key.id().getLeastSignificantBits())
                .putInt(envelope.length)
                .put(envelope));
    out.put(digest(out.array(), out.position()));
    return out.array();
  }

  static Container parse(byte[] bytes) throws Damaged {
    if (bytes.length < HEAD + DIGEST) {
      throw new Damaged("is too short");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC) {
      throw new Damaged("is no container");
    }
    byte format = in.get();
    if (format != FORMAT) {
      throw new Damaged("has a format this version of Sealward does not know");
    }
    int end = bytes.length - DIGEST;
    if (!Arrays.equals(digest(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
      throw new Damaged("does not match its checksum");
    }
    int count = in.getInt();
    SortedMap<Key, byte[]> envelopes = new TreeMap<>();
    while (envelopes.size() < count) {
      if (end - in.position() < ENTRY) {
        throw new Damaged("has fewer entries than it says");
      }
      Key key = new Key(in.getInt(), new UUID(in.getLong(), in.getLong()));
      int length = in.getInt();
      if (length < 0 || length > end - in.position()) {
        throw new Damaged("has an entry longer than itself");
      }
      byte[] envelope = new byte[length];
      in.get(envelope);
      if (key.version() < 1 || envelopes.put(key, envelope) != null) {
        throw new Damaged("has an entry that cannot be");
      }
    }
    if (in.position() != end) {
      throw new Damaged("has more in it than its entries");
    }
    return new Container(envelopes);
  }

  private static byte[] digest(byte[] bytes, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, 0, length);
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
