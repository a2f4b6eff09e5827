package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import java.util.Optional;

/** The ring's rows. What changes memory afterwards is committed here first. */
@ApplicationScoped
class KeyVersions {
  private final EntityManager entityManager;
  private final AuditTrail auditTrail;

  @Inject
  KeyVersions(EntityManager entityManager, AuditTrail auditTrail) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  KeyVersions() {
    this(null, null);
  }

  @Transactional
  List<KeyVersionRow> all() {
    return entityManager
        .createQuery("select k from KeyVersionRow k order by k.number desc", KeyVersionRow.class)
        .setMaxResults(200)
        .getResultList();
  }

  @Transactional
  Optional<KeyVersionRow> active() {
    return all().stream().findFirst();
  }

  /** The first version; refused when there is one already. */
  @Transactional(TxType.REQUIRES_NEW)
  void addFirst(Caller caller, KeyVersionRow row) {
    if (active().isPresent()) {
      throw Refused.conflict("KEY_EXISTS", "The master key has been made already.");
    }
    entityManager.persist(row);
    entityManager.flush();
    auditTrail.record(
        caller,
        Action.KEY_CREATED,
        new Target("key", Integer.toString(row.number())),
        "source " + row.source().text());
  }

  @Transactional(TxType.REQUIRES_NEW)
  void recordUnlock(Caller caller, int version, int failedAttempts) {
    auditTrail.record(
        caller,
        Action.KEY_UNLOCKED,
        new Target("key", Integer.toString(version)),
        failedAttempts == 0
            ? "at the first attempt"
            : "after " + failedAttempts + " failed attempts");
  }

  @Transactional
  Optional<SealedKeyRow> ownKey(TenantId tenant, String purpose) {
    return entityManager
        .createQuery(
            "select k from SealedKeyRow k where k.tenant = :tenant and k.purpose = :purpose",
            SealedKeyRow.class)
        .setParameter("tenant", tenant.value())
        .setParameter("purpose", purpose)
        .getResultStream()
        .findFirst();
  }

  @Transactional(TxType.REQUIRES_NEW)
  void addOwnKey(SealedKeyRow row) {
    entityManager.persist(row);
  }
}
