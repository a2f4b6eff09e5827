package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Security alerts: raised by any part of Sealward that had to stop something, seen and acknowledged
 * by people (ST-SEC-004, ST-SEC-006).
 *
 * <p>An alert is about a workspace or about the whole tenant. Guarantee: whoever does not reach a
 * workspace neither sees, counts nor acknowledges what is about it; what is about the tenant is for
 * who reaches all of it.
 *
 * <p>An alert has committed when {@link #raise} returns, whatever becomes of the transaction it was
 * raised in. Thread-safe.
 */
@ApplicationScoped
@Transactional
public class Alerts {
  private static final System.Logger LOG = System.getLogger(Alerts.class.getName());
  private static final int MAX_LIMIT = 200;
  private static final String OPEN = " and a.acknowledgedAt is null";
  private static final String NEWEST_FIRST = " order by a.id desc";

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
   * Raises an alert about the whole tenant, in a transaction of its own.
   *
   * @param component the part that noticed, such as a page's path pattern
   * @param detail rule names and ids made by Sealward; never the text that was found
   */
  @Transactional(REQUIRES_NEW)
  public void raise(TenantId tenant, AlertKind kind, String component, String detail) {
    add(tenant, null, kind, component, detail, null);
  }

  /**
   * Raises an alert about what a caller did or met, in a transaction of its own: about the
   * workspace they work in, or the whole tenant when it was nobody yet or Sealward itself.
   *
   * @param component the part that noticed, such as a page's path pattern
   * @param detail rule names and ids made by Sealward; never the text that was found
   */
  @Transactional(REQUIRES_NEW)
  public void raise(Caller caller, AlertKind kind, String component, String detail) {
    add(caller.tenant(), about(caller), kind, component, detail, null);
  }

  private static @Nullable WorkspaceId about(Caller caller) {
    return caller.kind() == Caller.Kind.SYSTEM ? null : caller.workspace();
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
    boolean isOpen =
        isOpen(
            caller,
            kind,
            "component",
            SecurityAlert.fittingComponent(mask.masked(caller.tenant(), component)));
    if (!isOpen) {
      raise(caller, kind, component, detail);
    }
  }

  /**
   * Raises an alert about an entity, in a transaction of its own.
   *
   * @param workspace the entity's; null when it is not known any more
   * @param component the part that noticed
   * @param detail ids, addresses and times; never text as it was typed
   */
  @Transactional(REQUIRES_NEW)
  public void raise(
      TenantId tenant,
      @Nullable WorkspaceId workspace,
      EntityId entity,
      AlertKind kind,
      String component,
      String detail) {
    add(tenant, workspace, kind, component, detail, entity);
  }

  private void add(
      TenantId tenant,
      @Nullable WorkspaceId workspace,
      AlertKind kind,
      String component,
      String detail,
      @Nullable EntityId entity) {
    LOG.log(System.Logger.Level.WARNING, "Security alert {0} raised for tenant {1}.", kind, tenant);
    rows.persist(
        new SecurityAlert(
            clock.instant(),
            tenant,
            workspace,
            kind,
            mask.masked(tenant, component),
            mask.masked(tenant, detail),
            entity));
  }

  /** Whether there was an alert of this kind about the entity since a time. */
  public boolean raisedSince(TenantId tenant, AlertKind kind, EntityId entity, Instant since) {
    return countSince(tenant, kind, entity, since) > 0;
  }

  /** How many alerts of this kind there were about the entity since a time. */
  public int countSince(TenantId tenant, AlertKind kind, EntityId entity, Instant since) {
    return rows.createQuery(
            "select count(a) from SecurityAlert a where a.tenant = :tenant and a.entity = :entity"
                + " and a.kind = :kind and a.raisedAt > :since",
            Long.class)
        .setParameter("tenant", tenant.value())
        .setParameter("entity", entity.value())
        .setParameter("kind", kind)
        .setParameter("since", since)
        .getSingleResult()
        .intValue();
  }

  /** Whether there is an open alert of this kind that says this. */
  public boolean isOpen(TenantId tenant, AlertKind kind, String detail) {
    return !rows.createQuery(
            "select a.id from SecurityAlert a where a.tenant = :tenant and a.kind = :kind"
                + " and a.detail = :detail"
                + OPEN,
            Long.class)
        .setParameter("tenant", tenant.value())
        .setParameter("kind", kind)
        .setParameter("detail", SecurityAlert.fitting(mask.masked(tenant, detail)))
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** Whether there is an open alert of this kind, where the caller works, that says this. */
  public boolean isOpen(Caller caller, AlertKind kind, String detail) {
    return isOpen(
        caller, kind, "detail", SecurityAlert.fitting(mask.masked(caller.tenant(), detail)));
  }

  private boolean isOpen(Caller caller, AlertKind kind, String column, String text) {
    WorkspaceId workspace = about(caller);
    TypedQuery<Long> query =
        rows.createQuery(
                "select a.id from SecurityAlert a where a.tenant = :tenant and a.kind = :kind and"
                    + " a."
                    + column
                    + " = :text and a.workspace "
                    + (workspace == null ? "is null" : "= :workspace")
                    + OPEN,
                Long.class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("kind", kind)
            .setParameter("text", text);
    if (workspace != null) {
      query.setParameter("workspace", workspace.value());
    }
    return !query.setMaxResults(1).getResultList().isEmpty();
  }

  /** Whether there ever was an alert of this kind. */
  public boolean wasRaised(TenantId tenant, AlertKind kind) {
    return !rows.createQuery(
            "select a.id from SecurityAlert a where a.tenant = :tenant and a.kind = :kind",
            Long.class)
        .setParameter("tenant", tenant.value())
        .setParameter("kind", kind)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /**
   * The newest alerts of a tenant, newest first, at most 200: for the parts of Sealward, whatever
   * anybody reaches.
   */
  public List<AlertRecord> latest(TenantId tenant, boolean openOnly, int limit) {
    return views(
        rows.createQuery(
                "select a from SecurityAlert a where a.tenant = :tenant"
                    + (openOnly ? OPEN : "")
                    + NEWEST_FIRST,
                SecurityAlert.class)
            .setParameter("tenant", tenant.value()),
        limit);
  }

  /**
   * The alerts the caller reaches, newest first, a page at a time; at most 200.
   *
   * @param beforeId the last row of the page before
   */
  public List<AlertRecord> before(Caller caller, boolean openOnly, long beforeId, int limit) {
    return views(
        reached(
                caller,
                "a",
                " and a.id < :before" + (openOnly ? OPEN : "") + NEWEST_FIRST,
                SecurityAlert.class)
            .setParameter("before", beforeId),
        limit);
  }

  /** How many alerts the caller reaches that nobody has acknowledged. */
  public long openCount(Caller caller) {
    return reached(caller, "count(a)", OPEN, Long.class).getSingleResult();
  }

  /** The open alerts the caller reaches that somebody has to look into at once, newest first. */
  public List<AlertRecord> openOfHighPriority(Caller caller) {
    return views(
        reached(caller, "a", OPEN + " and a.kind in :kinds" + NEWEST_FIRST, SecurityAlert.class)
            .setParameter("kinds", AlertKind.of(AlertKind.Severity.HIGH)),
        MAX_LIMIT);
  }

  /** Marks an alert the caller reaches as seen; a second time changes nothing. */
  public void acknowledge(Caller caller, long id) {
    SecurityAlert alert =
        reached(caller, "a", " and a.id = :id", SecurityAlert.class)
            .setParameter("id", id)
            .getResultStream()
            .findFirst()
            .orElseThrow(() -> Refused.missing("alert"));
    if (alert.acknowledge(clock.instant(), caller.id())) {
      trail.record(caller, Action.ALERT_ACKNOWLEDGED, new Target("alert", Long.toString(id)));
    }
  }

  /** A query for what the caller reaches. */
  private <T> TypedQuery<T> reached(Caller caller, String what, String more, Class<T> type) {
    Reach reach = caller.reach();
    String where = reach.everyWorkspace() ? "" : " and a.workspace in :workspaces";
    TypedQuery<T> query =
        rows.createQuery(
                "select " + what + " from SecurityAlert a where a.tenant = :tenant" + where + more,
                type)
            .setParameter("tenant", caller.tenant().value());
    if (!reach.everyWorkspace()) {
      // Who reaches none gets a name that no workspace has.
      List<String> names = reach.workspaces().stream().map(WorkspaceId::value).toList();
      query.setParameter("workspaces", names.isEmpty() ? List.of("") : names);
    }
    return query;
  }

  private static List<AlertRecord> views(TypedQuery<SecurityAlert> query, int limit) {
    return query
        .setMaxResults(Math.max(1, Math.min(limit, MAX_LIMIT)))
        .getResultStream()
        .map(SecurityAlert::view)
        .toList();
  }
}
