package dev.sealward.secret;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.Place;
import dev.sealward.secret.store.StoreKind;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A blob in a store outside the database that is to go unless a version names it. */
@Entity
@Table(name = "store_garbage")
@Access(AccessType.FIELD)
class GarbageRow {
  @Id
  @Column(name = "blob_id")
  private UUID blobId;

  private String store;

  @Column(name = "secret_id")
  private UUID secretId;

  private int version;
  private String tenant;
  private String workspace;

  @Enumerated(EnumType.STRING)
  private Environment environment;

  private String provider;
  private String name;

  @Column(name = "not_before")
  private Instant notBefore;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected GarbageRow() {}

  GarbageRow(Blob blob, StoreKind store, Instant notBefore) {
    Scope scope = blob.place().scope();
    this.blobId = blob.id();
    this.store = store.text();
    this.secretId = blob.place().secret().value();
    this.version = blob.version();
    this.tenant = scope.tenant().value();
    this.workspace = scope.workspace().value();
    this.environment = scope.environment();
    this.provider = scope.provider().value();
    this.name = blob.place().name().value();
    this.notBefore = notBefore;
  }

  Blob blob() {
    Scope scope =
        new Scope(
            TenantId.of(tenant), WorkspaceId.of(workspace), environment, ProviderId.of(provider));
    return new Blob(new Place(SecretId.of(secretId), scope, SecretName.of(name)), version, blobId);
  }

  StoreKind store() {
    return StoreKind.named(store).orElseThrow();
  }

  void postpone(Instant until) {
    notBefore = until;
  }
}
