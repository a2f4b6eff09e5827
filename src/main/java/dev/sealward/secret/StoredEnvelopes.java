package dev.sealward.secret;

import dev.sealward.kernel.Refused;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes of versions, wherever they are kept. Which one is a version's is said by its row,
 * and changes with the acting transaction.
 *
 * <p>Guarantee: an envelope comes from its store, or from {@link BlobCache} while that store
 * answers. A failing store is a typed refusal.
 */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class StoredEnvelopes {
  private static final int READS = 3;

  private final Stores stores;
  private final StoreGarbage garbage;
  private final BlobCache cache;
  private final EntityManager entityManager;

  @Inject
  StoredEnvelopes(
      Stores stores, StoreGarbage garbage, BlobCache cache, EntityManager entityManager) {
    this.stores = stores;
    this.garbage = garbage;
    this.cache = cache;
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  StoredEnvelopes() {
    this(null, null, null, null);
  }

  /**
   * Keeps a version's envelope in the chosen store, in place of the one it had: a new value, the
   * same wrapped anew, or the same moved here from another store.
   */
  void write(SecretRow secret, VersionRow version, byte[] envelope) {
    SecretStore store = stores.chosen();
    Blob blob = new Blob(secret.place(), version.number(), UUID.randomUUID());
    try {
      if (store.kind() == StoreKind.DB) {
        letGo(secret, version);
        cache.put(store, blob, envelope);
      } else {
        garbage.announce(blob, store.kind());
        cache.put(store, blob, envelope);
        garbage.take(blob);
        letGo(secret, version);
        version.point(store.kind(), blob.id(), envelope.length);
      }
    } catch (StoreFailure e) {
      throw e.refused();
    }
  }

  /** The version's envelope; null when it has none any more. */
  byte @Nullable [] read(SecretRow secret, VersionRow version) {
    for (int i = 0; i < READS; i++) {
      Blob blob = blob(secret, version);
      if (blob == null) {
        return null;
      }
      try {
        Optional<byte[]> found = cache.get(stores.of(version.store()), blob);
        if (found.isPresent()) {
          return found.get();
        }
      } catch (StoreFailure e) {
        throw e.refused();
      }
      // It may have been moved or destroyed since its row was read.
      entityManager.refresh(version);
    }
    throw Refused.unavailable(
        "STORE_CORRUPT",
        "The store does not hold what was kept in it.",
        "Restore the store from its backup, or rotate the secret.");
  }

  /** Takes a version's envelope away for good. */
  void discard(SecretRow secret, VersionRow version) {
    letGo(secret, version);
    version.letGo();
  }

  private void letGo(SecretRow secret, VersionRow version) {
    if (version.blob() == null) {
      return;
    }
    // It may just be moving: what is let go is what the row names once nobody else can change it.
    entityManager.refresh(version, LockModeType.PESSIMISTIC_WRITE);
    Blob blob = blob(secret, version);
    if (blob != null && version.store() != StoreKind.DB) {
      cache.forget(blob);
      garbage.add(blob, version.store());
    }
  }

  private static @Nullable Blob blob(SecretRow secret, VersionRow version) {
    UUID id = version.blob();
    return id == null ? null : new Blob(secret.place(), version.number(), id);
  }
}
