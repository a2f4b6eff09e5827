package dev.sealward.audit;

import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the alerts: open until someone acknowledges it. */
@Entity
@Access(AccessType.FIELD)
@Table(name = "security_alert")
class SecurityAlert {
  private static final int MAX_COMPONENT_CHARS = 200;
  private static final int MAX_DETAIL_CHARS = 512;

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "security_alert_seq")
  @SequenceGenerator(
      name = "security_alert_seq",
      sequenceName = "security_alert_seq",
      allocationSize = 50)
  private long id;

  @Column(name = "tenant", updatable = false)
  private String tenant;

  @Column(name = "raised_at", updatable = false)
  private Instant raisedAt;

  @Column(name = "workspace", updatable = false)
  private @Nullable String workspace;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind", updatable = false)
  private AlertKind kind;

  @Column(name = "component", updatable = false)
  private String component;

  @Column(name = "detail", updatable = false)
  private String detail;

  @Column(name = "entity", updatable = false)
  private @Nullable String entity;

  @Column(name = "acknowledged_at")
  private @Nullable Instant acknowledgedAt;

  @Column(name = "acknowledged_by")
  private @Nullable String acknowledgedBy;

  @Version
  @Column(name = "row_version")
  private int rowVersion;

  /** For the persistence provider. */
  @SuppressWarnings("NullAway")
  protected SecurityAlert() {}

  SecurityAlert(
      Instant raisedAt,
      TenantId tenant,
      @Nullable WorkspaceId workspace,
      AlertKind kind,
      String component,
      String detail,
      @Nullable EntityId entity) {
    this.tenant = tenant.value();
    this.workspace = workspace == null ? null : workspace.value();
    this.raisedAt = raisedAt;
    this.kind = kind;
    this.component = fittingComponent(component);
    this.detail = fitting(detail);
    this.entity = entity == null ? null : entity.value();
  }

  /** A component as it is kept. */
  static String fittingComponent(String component) {
    return Entry.fitting(component, MAX_COMPONENT_CHARS);
  }

  /** A detail as it is kept. */
  static String fitting(String detail) {
    return Entry.fitting(detail, MAX_DETAIL_CHARS);
  }

  /** Closes the alert; false when someone already had. */
  boolean acknowledge(Instant now, String person) {
    if (acknowledgedAt != null) {
      return false;
    }
    acknowledgedAt = now;
    acknowledgedBy = person;
    return true;
  }

  AlertRecord view() {
    return new AlertRecord(
        id,
        raisedAt,
        workspace == null ? null : WorkspaceId.of(workspace),
        kind,
        component,
        detail,
        entity == null ? null : EntityId.of(entity),
        acknowledgedAt,
        acknowledgedBy);
  }
}
