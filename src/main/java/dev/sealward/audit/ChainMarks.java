package dev.sealward.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Whether a chain was ever begun: a key that proves it must not be made a second time. */
@ApplicationScoped
public class ChainMarks {
  private final EntityManager rows;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ChainMarks() {
    this(null);
  }

  @Inject
  ChainMarks(EntityManager rows) {
    this.rows = rows;
  }

  /** Whether there is a row with a MAC of the trail's key, or a seal over any. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean areThere() {
    return isAny("select 1 from audit_event where mac is not null fetch first 1 rows only")
        || isAny("select 1 from audit_seal where number > 0 fetch first 1 rows only");
  }

  private boolean isAny(String sql) {
    return !rows.createNativeQuery(sql).getResultList().isEmpty();
  }
}
