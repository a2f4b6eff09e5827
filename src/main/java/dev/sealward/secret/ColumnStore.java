package dev.sealward.secret;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.Listing;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreFailure.Reason;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store that is the version's own row: what is put and erased commits or rolls back with
 * everything else of the acting transaction. A row holds one envelope, and another id's takes its
 * place.
 */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class ColumnStore implements SecretStore {
  private final EntityManager entityManager;

  @Inject
  ColumnStore(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  ColumnStore() {
    this(null);
  }

  @Override
  @Transactional(TxType.SUPPORTS)
  public StoreKind kind() {
    return StoreKind.DB;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      throw StoreFailure.tooLarge(kind(), MAX_ENVELOPE_BYTES);
    }
    VersionRow row = row(blob);
    if (row == null) {
      throw new StoreFailure(
          kind(), Reason.UNAVAILABLE, "The version has no row to keep it in.", "Try again.");
    }
    if (!blob.id().equals(row.blob())) {
      row.hold(blob.id(), envelope);
    } else if (!Arrays.equals(envelope, row.ciphertext())) {
      throw StoreFailure.taken(kind());
    }
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    VersionRow row = row(blob);
    return row == null || !blob.id().equals(row.blob())
        ? Optional.empty()
        : Optional.ofNullable(row.ciphertext()).map(byte[]::clone);
  }

  @Override
  public void erase(Blob blob) {
    VersionRow row = row(blob);
    if (row != null && row.store() == StoreKind.DB && blob.id().equals(row.blob())) {
      row.letGo();
    }
  }

  private @Nullable VersionRow row(Blob blob) {
    return entityManager.find(
        VersionRow.class, new VersionRow.Key(blob.place().secret().value(), blob.version()));
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    Listing listing = new Listing(after, limit);
    entityManager
        .createQuery(
            "select s.workspace, s.environment, s.provider, s.name from SecretRow s"
                + " where s.tenant = :tenant and exists (select v from VersionRow v"
                + " where v.secretId = s.id and v.ciphertext is not null)",
            Object[].class)
        .setParameter("tenant", tenant.value())
        .getResultStream()
        .forEach(
            columns ->
                listing.add(
                    SecretRef.of(
                        new Scope(
                            tenant,
                            WorkspaceId.of((String) columns[0]),
                            (Environment) columns[1],
                            ProviderId.of((String) columns[2])),
                        SecretName.of((String) columns[3]))));
    return listing.page();
  }

  /** Without the database nothing works that would ask. */
  @Override
  @Transactional(TxType.SUPPORTS)
  public Optional<Remedy> trouble() {
    return Optional.empty();
  }
}
