package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces of a tenant, up to {@value #MOST}. One is made and never removed: its name stands
 * in the scopes of secrets.
 *
 * <p>Guarantee: a caller sees and enters those it reaches; one that is out of reach and one that is
 * not there get the same answer.
 */
@ApplicationScoped
@Transactional
public class Workspaces {
  static final int MOST = 500;

  private final EntityManager entityManager;
  private final Policies policies;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Clock clock;

  @Inject
  Workspaces(
      EntityManager entityManager,
      Policies policies,
      AuditTrail auditTrail,
      Guard guard,
      Clock clock) {
    this.entityManager = entityManager;
    this.policies = policies;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Workspaces() {
    this(null, null, null, null, null);
  }

  /** The workspaces the caller reaches, by name. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<WorkspaceView> list(Caller caller) {
    policies.require(caller, Permission.SEE_METADATA);
    return rows(caller.tenant()).stream()
        .map(WorkspaceRow::view)
        .filter(workspace -> caller.reach().covers(workspace.id()))
        .toList();
  }

  @Redacted
  @Needs(Permission.MANAGE_PEOPLE)
  public WorkspaceView create(Caller caller, @Nullable String name) {
    policies.require(caller, Permission.MANAGE_PEOPLE);
    WorkspaceId id = WorkspaceId.of(Input.id("workspace", name));
    guard.refusePlaintext(caller, "workspace", id.value());
    if (exists(caller.tenant(), id)) {
      throw taken();
    }
    if (rows(caller.tenant()).size() >= MOST) {
      throw Refused.conflict(
          "WORKSPACES_TOO_MANY",
          "There are " + MOST + " workspaces, which is as many as there can be.",
          "Use one that is there.");
    }
    WorkspaceRow row =
        new WorkspaceRow(caller.tenant().value(), id.value(), clock.instant(), caller.id());
    entityManager.persist(row);
    Rows.flushNew(entityManager, Workspaces::taken);
    auditTrail.record(caller, Action.WORKSPACE_CREATED, target(id));
    return row.view();
  }

  /** Refuses, and audits it, to work in a workspace the caller does not reach. */
  @ForAnyone("It is the check itself.")
  public void requireReach(Caller caller, WorkspaceId workspace) {
    boolean there = exists(caller.tenant(), workspace);
    if (!there || !caller.reach().covers(workspace)) {
      auditTrail.recordRefusal(
          caller, Action.ACCESS_DENIED, target(workspace), "CREDENTIAL_ACCESS_DENIED");
      throw Refused.accessDenied();
    }
  }

  boolean exists(TenantId tenant, WorkspaceId workspace) {
    return entityManager.find(
            WorkspaceRow.class, new WorkspaceKey(tenant.value(), workspace.value()))
        != null;
  }

  private List<WorkspaceRow> rows(TenantId tenant) {
    return entityManager
        .createQuery(
            "select w from WorkspaceRow w where w.tenant = :tenant order by w.name",
            WorkspaceRow.class)
        .setParameter("tenant", tenant.value())
        .setMaxResults(MOST)
        .getResultList();
  }

  private static Target target(WorkspaceId workspace) {
    return new Target("workspace", workspace.value());
  }

  private static Refused taken() {
    return Refused.field(
        "workspace",
        "WORKSPACE_EXISTS",
        "There is a workspace of this name.",
        "Choose another name.");
  }
}
