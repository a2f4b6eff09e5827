package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Security alerts: raised by any part of Sealward that had to stop something, seen and acknowledged
 * by people (ST-SEC-004, ST-SEC-006).
 *
 * <p>An alert has committed when {@link #raise} returns, whatever becomes of the transaction it was
 * raised in. Thread-safe.
 */
@ApplicationScoped
@Transactional
public class Alerts {
  private static final System.Logger LOG = System.getLogger(Alerts.class.getName());
  private static final int MAX_LIMIT = 200;

  private final EntityManager rows;
  private final AuditTrail trail;
  private final Clock clock;
  private final TextMask mask;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Alerts() {
    this(null, null, null, null);
  }

  @Inject
  public Alerts(EntityManager rows, AuditTrail trail, Clock clock, TextMask mask) {
    this.rows = rows;
    this.trail = trail;
    this.clock = clock;
    this.mask = mask;
  }

  /**
   * Raises an alert, in a transaction of its own.
   *
   * @param component the part that noticed, such as a page's path pattern
   * @param detail rule names and ids made by Sealward; never the text that was found
   */
  @Transactional(REQUIRES_NEW)
  public void raise(TenantId tenant, AlertKind kind, String component, String detail) {
    add(tenant, kind, component, detail, null);
  }

  /**
   * Raises an alert, in a transaction of its own, unless an open one tells the same: of this kind,
   * about this component. What happens over and over is one thing to look into.
   *
   * @param component the part that noticed, and what it is about
   * @param detail as of {@link #raise}
   */
  @Transactional(REQUIRES_NEW)
  public void raiseUnlessOpen(Caller caller, AlertKind kind, String component, String detail) {
    TenantId tenant = caller.tenant();
    boolean isOpen =
        !rows.createQuery(
                "select a.id from SecurityAlert a where a.tenant = :tenant and a.kind = :kind"
                    + " and a.component = :component and a.acknowledgedAt is null",
                Long.class)
            .setParameter("tenant", tenant.value())
            .setParameter("kind", kind)
            .setParameter("component", SecurityAlert.fitting(mask.masked(tenant, component)))
            .setMaxResults(1)
            .getResultList()
            .isEmpty();
    if (!isOpen) {
      add(tenant, kind, component, detail, null);
    }
  }

  /**
   * Raises an alert about an entity, in a transaction of its own.
   *
   * @param component the part that noticed
   * @param detail ids, addresses and times; never text as it was typed
   */
  @Transactional(REQUIRES_NEW)
  public void raise(
      TenantId tenant, AlertKind kind, String component, String detail, EntityId entity) {
    add(tenant, kind, component, detail, entity);
  }

  private void add(
      TenantId tenant, AlertKind kind, String component, String detail, @Nullable EntityId entity) {
    LOG.log(System.Logger.Level.WARNING, "Security alert {0} raised for tenant {1}.", kind, tenant);
    rows.persist(
        new SecurityAlert(
            clock.instant(),
            tenant,
            kind,
            mask.masked(tenant, component),
            mask.masked(tenant, detail),
            entity));
  }

  /** Whether there was an alert of this kind about the entity since a time. */
  public boolean raisedSince(TenantId tenant, AlertKind kind, EntityId entity, Instant since) {
    return !rows.createQuery(
            "select a.id from SecurityAlert a where a.tenant = :tenant and a.entity = :entity"
                + " and a.kind = :kind and a.raisedAt > :since",
            Long.class)
        .setParameter("tenant", tenant.value())
        .setParameter("entity", entity.value())
        .setParameter("kind", kind)
        .setParameter("since", since)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** The newest alerts of {@code tenant}, newest first; at most 200. */
  public List<AlertRecord> latest(TenantId tenant, boolean openOnly, int limit) {
    return before(tenant, openOnly, Long.MAX_VALUE, limit);
  }

  /**
   * Alerts of {@code tenant}, newest first, a page at a time; at most 200.
   *
   * @param beforeId the last row of the page before
   */
  public List<AlertRecord> before(TenantId tenant, boolean openOnly, long beforeId, int limit) {
    String open = openOnly ? " and a.acknowledgedAt is null" : "";
    return rows.createQuery(
            "select a from SecurityAlert a where a.tenant = :tenant and a.id < :before"
                + open
                + " order by a.id desc",
            SecurityAlert.class)
        .setParameter("tenant", tenant.value())
        .setParameter("before", beforeId)
        .setMaxResults(Math.max(1, Math.min(limit, MAX_LIMIT)))
        .getResultStream()
        .map(SecurityAlert::view)
        .toList();
  }

  /** How many alerts of {@code tenant} nobody has acknowledged. */
  public long openCount(TenantId tenant) {
    return rows.createQuery(
            "select count(a) from SecurityAlert a"
                + " where a.tenant = :tenant and a.acknowledgedAt is null",
            Long.class)
        .setParameter("tenant", tenant.value())
        .getSingleResult();
  }

  /** The open alerts of {@code tenant} that somebody has to look into at once, newest first. */
  public List<AlertRecord> openOfHighPriority(TenantId tenant) {
    return rows.createQuery(
            "select a from SecurityAlert a where a.tenant = :tenant"
                + " and a.acknowledgedAt is null and a.kind in :kinds order by a.id desc",
            SecurityAlert.class)
        .setParameter("tenant", tenant.value())
        .setParameter("kinds", AlertKind.of(AlertKind.Severity.HIGH))
        .setMaxResults(MAX_LIMIT)
        .getResultStream()
        .map(SecurityAlert::view)
        .toList();
  }

  /** Marks an alert of the caller's tenant as seen; a second time changes nothing. */
  public void acknowledge(Caller caller, long id) {
    SecurityAlert alert =
        rows.createQuery(
                "select a from SecurityAlert a where a.tenant = :tenant and a.id = :id",
                SecurityAlert.class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("id", id)
            .getResultStream()
            .findFirst()
            .orElseThrow(() -> Refused.missing("alert"));
    if (alert.acknowledge(clock.instant(), caller.id())) {
      trail.record(caller, Action.ALERT_ACKNOWLEDGED, new Target("alert", Long.toString(id)));
    }
  }
}
