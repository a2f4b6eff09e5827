package dev.sealward.secret;

import dev.sealward.kernel.TenantId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How many changes have added masks of a tenant. */
@Entity
@Table(name = "mask_epoch")
@Access(AccessType.FIELD)
class MaskEpochRow {
  @Id private String tenant;

  private long epoch;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected MaskEpochRow() {}

  MaskEpochRow(TenantId tenant) {
    this.tenant = tenant.value();
    this.epoch = 1;
  }
}
