package dev.sealward.keys;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The master keys a backup carries, so that it opens with its own passphrase or recovery key alone.
 *
 * <p>Encoding: number of versions (int32) ‖ for each, ascending: version (int32) ‖ key (32).
 *
 * <p>Guarantees: the keys leave only through {@link #write}, never printed, zeroed by {@link
 * #close}. Whoever calls {@link #write} writes into a sealed stream. Not thread-safe.
 */
public final class CarriedKeys implements AutoCloseable {
  private static final int KEY_BYTES = 32;
  private static final int MAX_VERSIONS = 1_000;
  private static final int SCOPE_KEYS = 1_000;

  private final Map<Integer, byte[]> keys;
  private final ScopeKeys scopeKeys = new ScopeKeys(SCOPE_KEYS);
  private @Nullable MasterKeys shared;

  private CarriedKeys(Map<Integer, byte[]> own) {
    this.keys = own;
  }

  /** Takes ownership of the keys. */
  static CarriedKeys of(Map<Integer, byte[]> own) {
    return new CarriedKeys(new TreeMap<>(own));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is no such thing
   */
  public static CarriedKeys read(DataInput in) throws IOException {
    int count = in.readInt();
    require(count >= 1 && count <= MAX_VERSIONS);
    CarriedKeys read = new CarriedKeys(new TreeMap<>());
    int last = 0;
    for (int i = 0; i < count; i++) {
      int version = in.readInt();
      require(version > last);
      last = version;
      byte[] key = new byte[KEY_BYTES];
      in.readFully(key);
      read.keys.put(version, key);
    }
    return read;
  }

  private static void require(boolean met) {
    if (!met) {
      throw new IllegalArgumentException("these are no carried keys");
    }
  }

  /** Writes the keys as they are: into a sealed stream only. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(keys.size());
    for (Map.Entry<Integer, byte[]> key : keys.entrySet()) {
      out.writeInt(key.getKey());
      out.write(key.getValue());
    }
  }

  /** The highest version among them. */
  int newest() {
    return keys.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /**
   * Leaves these versions and no other.
   *
   * @throws IllegalStateException when one of them is missing
   */
  public void only(Set<Integer> wanted) {
    if (!keys.keySet().containsAll(wanted)) {
      throw new IllegalStateException("a key version of this state is not in the ring");
    }
    keys.entrySet()
        .removeIf(
            key -> {
              boolean unwanted = !wanted.contains(key.getKey());
              if (unwanted) {
                Arrays.fill(key.getValue(), (byte) 0);
              }
              return unwanted;
            });
  }

  public Set<Integer> versions() {
    return Set.copyOf(keys.keySet());
  }

  /**
   * Proves that an envelope opens whole with one of these keys, its value too, which is zeroed at
   * once.
   *
   * @param purpose in text form
   * @throws UnopenableException saying why it does not
   * @throws IllegalArgumentException when there is no such purpose
   */
  public void requireOpens(String purpose, Scope scope, UUID rowId, int version, byte[] envelope) {
    Purpose known =
        Purpose.named(purpose).orElseThrow(() -> new IllegalArgumentException("no such purpose"));
    Binding binding = Binding.of(purpose, rowId, version, scope);
    try (ScopeKey key = scopeKeys.get(shared(), Envelope.keyVersion(envelope), scope, known)) {
      Envelope.open(envelope, binding, wanted -> key).close();
    }
  }

  /** With a new active version over copies of these; takes ownership of {@code key}. */
  MasterKeys under(int version, byte[] key) {
    MasterKeys all = MasterKeys.of(version, key);
    for (Map.Entry<Integer, byte[]> older : keys.entrySet()) {
      all = all.with(older.getKey(), older.getValue().clone());
    }
    return all;
  }

  private MasterKeys shared() {
    MasterKeys all = shared;
    if (all != null) {
      return all;
    }
    for (Map.Entry<Integer, byte[]> key : keys.entrySet()) {
      all =
          all == null
              ? MasterKeys.of(key.getKey(), key.getValue().clone())
              : all.with(key.getKey(), key.getValue().clone());
    }
    if (all == null) {
      throw new IllegalStateException("the carried keys are closed");
    }
    shared = all;
    return all;
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.closeBut(null);
    }
    scopeKeys.clear();
    keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
    keys.clear();
    shared = null;
  }

  @Override
  public String toString() {
    return "CarriedKeys[hidden]";
  }
}
