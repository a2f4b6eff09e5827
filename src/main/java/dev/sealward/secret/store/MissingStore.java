package dev.sealward.secret.store;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a store that this installation cannot reach, because its settings are not there: what
 * was kept in it is unavailable rather than unknown.
 */
public final class MissingStore implements SecretStore {
  private final StoreKind kind;

  public MissingStore(StoreKind kind) {
    this.kind = kind;
  }

  private StoreFailure failure() {
    return new StoreFailure(
        kind,
        StoreFailure.Reason.UNAVAILABLE,
        "The store " + kind.text() + " is not set up here, and something is kept in it.",
        "Start Sealward with that store's settings.");
  }

  @Override
  public StoreKind kind() {
    return kind;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    throw failure();
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    throw failure();
  }

  @Override
  public void erase(Blob blob) {
    throw failure();
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    throw failure();
  }

  @Override
  public Optional<Remedy> trouble() {
    return Optional.of(failure().remedy());
  }
}
