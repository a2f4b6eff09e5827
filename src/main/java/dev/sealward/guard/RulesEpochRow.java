package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How often a tenant's rules were changed. */
@Entity
@Table(name = "redaction_epoch")
@Access(AccessType.FIELD)
class RulesEpochRow {
  @Id private String tenant;

  private long epoch;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected RulesEpochRow() {}

  /** After the first change. */
  RulesEpochRow(TenantId tenant) {
    this.tenant = tenant.value();
    this.epoch = 1;
  }
}
