package dev.sealward.secret;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store in the database, with a transaction around each call. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
public class ColumnStoreUnderTest implements SecretStore {
  @Inject ColumnStore store;

  @Override
  public StoreKind kind() {
    return store.kind();
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    store.put(blob, envelope);
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    return store.get(blob);
  }

  @Override
  public void erase(Blob blob) {
    store.erase(blob);
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    return store.list(tenant, after, limit);
  }

  @Override
  public Optional<Remedy> trouble() {
    return store.trouble();
  }
}
