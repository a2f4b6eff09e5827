package dev.sealward.audit;

import dev.sealward.kernel.Caller;
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
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the trail, as it is searched; {@link AuditRowsOver} writes it. */
@Entity
@Access(AccessType.FIELD)
@Table(name = "audit_event")
class AuditEvent {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "audit_event_seq")
  @SequenceGenerator(
      name = "audit_event_seq",
      sequenceName = "audit_event_seq",
      allocationSize = 50)
  private long id;

  @Column(name = "tenant", updatable = false)
  private String tenant;

  @Column(name = "occurred_at", updatable = false)
  private Instant occurredAt;

  @Enumerated(EnumType.STRING)
  @Column(name = "actor_kind", updatable = false)
  private Caller.Kind actorKind;

  @Column(name = "actor", updatable = false)
  private String actor;

  @Enumerated(EnumType.STRING)
  @Column(name = "action", updatable = false)
  private Action action;

  @Column(name = "target_kind", updatable = false)
  private String targetKind;

  @Column(name = "target_id", updatable = false)
  private String targetId;

  @Column(name = "other_kind", updatable = false)
  private @Nullable String otherKind;

  @Column(name = "other_id", updatable = false)
  private @Nullable String otherId;

  @Enumerated(EnumType.STRING)
  @Column(name = "outcome", updatable = false)
  private Outcome outcome;

  @Column(name = "code", updatable = false)
  private @Nullable String code;

  @Column(name = "detail", updatable = false)
  private @Nullable String detail;

  @Column(name = "address", updatable = false)
  private String address;

  @Column(name = "correlation_id", updatable = false)
  private UUID correlationId;

  /** For the persistence provider. */
  @SuppressWarnings("NullAway")
  protected AuditEvent() {}

  AuditRecord view() {
    return new AuditRecord(
        id,
        occurredAt,
        actorKind,
        actor,
        action,
        new Target(targetKind, targetId),
        otherKind == null || otherId == null ? null : new Target(otherKind, otherId),
        outcome,
        code,
        detail,
        address,
        correlationId);
  }
}
