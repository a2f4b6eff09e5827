package dev.sealward.guard;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.RuleSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of operators' rules. One that does not compile any more keeps nobody from the rest: it
 * is switched off, and an alert says so.
 */
@ApplicationScoped
public class StoredRules {
  private static final String SYSTEM = "redaction";

  private final EntityManager rows;
  private final Alerts alerts;
  private final Clock clock;

  @Inject
  StoredRules(EntityManager rows, Alerts alerts, Clock clock) {
    this.rows = rows;
    this.alerts = alerts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected StoredRules() {
    this(null, null, null);
  }

  /** What takes effect now. */
  @Transactional(TxType.REQUIRES_NEW)
  TenantRules read(TenantId tenant) {
    // The epoch first: rules read with too low a one are read again, with too high a one never.
    long epoch = epoch(tenant);
    List<RuleRow> on = all(tenant).stream().filter(RuleRow::isOn).toList();
    try {
      return new TenantRules(tenant, epoch, compiled(on));
    } catch (Refused broken) {
      return new TenantRules(tenant, epoch, compiled(sound(tenant, on)));
    }
  }

  /** How often the tenant's rules were changed. */
  @Transactional
  long epoch(TenantId tenant) {
    return rows.createQuery(
            "select e.epoch from RulesEpochRow e where e.tenant = :tenant", Long.class)
        .setParameter("tenant", tenant.value())
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  /** Counts a change that is about to be made; other changes of the tenant wait for its end. */
  @Transactional(TxType.MANDATORY)
  void beginChange(TenantId tenant) {
    int counted =
        rows.createQuery(
                "update RulesEpochRow e set e.epoch = e.epoch + 1 where e.tenant = :tenant")
            .setParameter("tenant", tenant.value())
            .executeUpdate();
    if (counted == 0) {
      rows.persist(new RulesEpochRow(tenant));
      flush();
    }
  }

  /** What takes effect when the acting transaction, which has begun a change, commits. */
  @Transactional(TxType.MANDATORY)
  TenantRules changed(TenantId tenant) {
    flush();
    List<RuleRow> on = all(tenant).stream().filter(RuleRow::isOn).toList();
    return new TenantRules(tenant, epoch(tenant), compiled(on));
  }

  @Transactional(TxType.MANDATORY)
  void add(RuleRow row) {
    rows.persist(row);
  }

  @Transactional(TxType.MANDATORY)
  void remove(RuleRow row) {
    rows.remove(row);
  }

  @Transactional(TxType.MANDATORY)
  Optional<RuleRow> find(TenantId tenant, UUID id) {
    return all(tenant).stream().filter(row -> row.view().id().equals(id)).findFirst();
  }

  /** The tenant's rules in the order they were added. */
  @Transactional
  List<RuleRow> all(TenantId tenant) {
    return rows.createQuery(
            "select r from RuleRow r where r.tenant = :tenant order by r.createdAt, r.id",
            RuleRow.class)
        .setParameter("tenant", tenant.value())
        .setMaxResults(RuleSet.MAX_RULES + RuleSet.MAX_ALLOWANCES)
        .getResultList();
  }

  /**
   * Compiles stored rules.
   *
   * @throws Refused as {@link RuleSet#of}
   */
  static RuleSet compiled(List<RuleRow> rows) {
    return RuleSet.of(
        rows.stream().filter(RuleRow::isRule).map(RuleRow::rule).toList(),
        rows.stream().filter(row -> !row.isRule()).map(RuleRow::allowance).toList());
  }

  private List<RuleRow> sound(TenantId tenant, List<RuleRow> on) {
    List<RuleRow> sound = new ArrayList<>();
    for (RuleRow row : on) {
      try {
        compiled(List.of(row));
        sound.add(row);
      } catch (Refused why) {
        row.become(RuleState.BROKEN, clock.instant(), SYSTEM);
        alerts.raise(
            tenant,
            AlertKind.REDACTION_RULE_BROKEN,
            "/settings/redaction",
            "rule " + row.name() + ": " + why.remedy().code());
      }
    }
    return sound;
  }

  private void flush() {
    try {
      rows.flush();
    } catch (PersistenceException meanwhile) {
      throw Refused.conflict(
          "RULES_CHANGED", "Somebody else changed the rules just now.", "Look again.");
    }
  }
}
