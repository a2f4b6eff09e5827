package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.AddedRule;
import dev.sealward.redaction.Allowance;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A stored rule or allowance. */
@Entity
@Table(name = "redaction_rule")
@Access(AccessType.FIELD)
class RuleRow {
  @Id private UUID id;

  private String tenant;
  private String name;

  @Enumerated(EnumType.STRING)
  private RuleForm form;

  private String kind;
  private String pattern;
  private String anchor;

  @Enumerated(EnumType.STRING)
  private RuleState state;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "changed_at")
  private Instant changedAt;

  @Column(name = "changed_by")
  private String changedBy;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected RuleRow() {}

  /** A rule that is on; {@code draft} has been checked. */
  RuleRow(TenantId tenant, RuleDraft draft, Instant now, String by) {
    this.id = UUID.randomUUID();
    this.tenant = tenant.value();
    this.name = draft.name();
    this.form = draft.form();
    this.kind = draft.kind();
    this.pattern = draft.pattern();
    this.anchor = draft.anchor();
    this.state = RuleState.ON;
    this.createdAt = now;
    this.createdBy = by;
    this.changedAt = now;
    this.changedBy = by;
  }

  String name() {
    return name;
  }

  boolean isRule() {
    return form == RuleForm.MASK;
  }

  boolean isOn() {
    return state == RuleState.ON;
  }

  void become(RuleState next, Instant now, String by) {
    state = next;
    changedAt = now;
    changedBy = by;
  }

  AddedRule rule() {
    return new AddedRule(name, kind, pattern, anchor);
  }

  Allowance allowance() {
    Allowance.Form compared =
        form == RuleForm.ALLOW_TEXT ? Allowance.Form.TEXT : Allowance.Form.PATTERN;
    return new Allowance(name, compared, pattern);
  }

  RuleView view() {
    return new RuleView(
        id, form, name, kind, pattern, anchor, state, createdAt, createdBy, changedAt, changedBy);
  }
}
