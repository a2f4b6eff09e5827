package dev.sealward.access;

import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A workspace of a tenant; never removed. */
@Entity
@Table(name = "workspace")
@IdClass(WorkspaceKey.class)
@Access(AccessType.FIELD)
class WorkspaceRow {
  @Id private String tenant;
  @Id private String name;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected WorkspaceRow() {}

  WorkspaceRow(String tenant, String name, Instant createdAt, String createdBy) {
    this.tenant = tenant;
    this.name = name;
    this.createdAt = createdAt;
    this.createdBy = createdBy;
  }

  WorkspaceView view() {
    return new WorkspaceView(WorkspaceId.of(name), createdAt, createdBy);
  }
}
