package dev.sealward.secret.store;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps envelopes by the blob that names them (FOUND-01, HOME-04).
 *
 * <p>Guarantees of every store: what {@link #put} returned from is there until it is erased, also
 * after the process or the machine ended at any point; {@link #get} gives exactly the bytes that
 * were put, or nothing, or a {@link StoreFailure}; never another blob's bytes, part of them, or
 * what was there before. All methods may be called by several threads and processes at once.
 *
 * <p>Does not protect against: whoever may write to the store and takes a blob away, or puts an
 * older one back under its own id; the envelope's binding keeps one from being read in another's
 * place. Copies that disks, snapshots and backups keep of what was erased.
 */
public interface SecretStore {
  /** The longest envelope there is; a store that takes less says so. */
  int MAX_ENVELOPE_BYTES = 1 << 20;

  StoreKind kind();

  /** The longest envelope this store takes; a longer one is a {@link StoreFailure}. */
  default int maxEnvelopeBytes() {
    return MAX_ENVELOPE_BYTES;
  }

  /**
   * Keeps the envelope. Putting the same again changes nothing.
   *
   * @throws StoreFailure when it is not kept, or when that is not sure
   */
  void put(Blob blob, byte[] envelope);

  /** The envelope, or empty when the store holds none under this very blob. */
  Optional<byte[]> get(Blob blob);

  /** Takes the envelope away for good; nothing happens when there is none. */
  void erase(Blob blob);

  /**
   * The secrets a tenant has envelopes of, by reference as text, names only.
   *
   * @param after the last one of the page before; null for the first page
   */
  List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit);

  /** What keeps the store from working now; empty when it works. */
  Optional<Remedy> trouble();
}
