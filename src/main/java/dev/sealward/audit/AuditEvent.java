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
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A row of the trail: written once, never changed. */
@Entity
@Access(AccessType.FIELD)
@Table(name = "audit_event")
class AuditEvent {
  private static final int MAX_ACTOR_CHARS = 128;
  private static final int MAX_CODE_CHARS = 64;
  private static final int MAX_DETAIL_CHARS = 512;
  private static final int MAX_ADDRESS_CHARS = 64;

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

  @Column(name = "mac", updatable = false)
  private byte @Nullable [] mac;

  /** For the persistence provider. */
  @SuppressWarnings("NullAway")
  protected AuditEvent() {}

  AuditEvent(
      Instant occurredAt,
      Caller caller,
      Action action,
      Target target,
      @Nullable Target other,
      Outcome outcome,
      @Nullable String code,
      @Nullable String detail,
      UnaryOperator<String> mask) {
    this.tenant = caller.tenant().value();
    this.occurredAt = occurredAt;
    this.actorKind = caller.kind();
    this.actor = fitting(mask.apply(caller.id()), MAX_ACTOR_CHARS);
    this.action = action;
    this.targetKind = target.kind();
    this.targetId = fitting(mask.apply(target.id()), Target.MAX_ID_CHARS);
    this.otherKind = other == null ? null : other.kind();
    this.otherId = other == null ? null : fitting(mask.apply(other.id()), Target.MAX_ID_CHARS);
    this.outcome = outcome;
    this.code = code == null ? null : fitting(code, MAX_CODE_CHARS);
    this.detail = detail == null ? null : fitting(mask.apply(detail), MAX_DETAIL_CHARS);
    this.address = fitting(caller.address(), MAX_ADDRESS_CHARS);
    this.correlationId = caller.correlationId();
  }

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

  /**
   * Takes the MAC over all it holds, its number included.
   *
   * @param number what the trail's sequence gave it
   */
  Entry proved(long number, Optional<ChainMac> key) {
    Entry entry =
        new Entry(
            number,
            tenant,
            occurredAt,
            actorKind.name(),
            actor,
            action.name(),
            targetKind,
            targetId,
            otherKind,
            otherId,
            outcome.name(),
            code,
            detail,
            address,
            correlationId,
            null);
    mac = key.map(found -> found.of(entry.encoded())).orElse(null);
    return entry.with(mac);
  }

  long id() {
    return id;
  }

  // A text that is too long must not make the action it records impossible.
  static String fitting(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars - 1) + "…";
  }
}
