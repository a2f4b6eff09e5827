package dev.sealward.run;

import dev.sealward.access.Asset;
import dev.sealward.access.Level;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.WorkspaceId;

/**
 * Who may do what with a project: people by their roles, entities by a policy on the project (read
 * to see its runs, write to make them). Every refusal leaves an audit row.
 */
final class ProjectAccess {
  static final String PROJECT = "project";

  private final ProjectRows projects;
  private final Policies policies;
  private final AuditTrail audit;

  ProjectAccess(ProjectRows projects, Policies policies, AuditTrail audit) {
    this.projects = projects;
    this.policies = policies;
    this.audit = audit;
  }

  static Target target(ProjectId project) {
    return new Target(PROJECT, project.value());
  }

  static Target target(RunId run) {
    return new Target("run", run.toString());
  }

  /** Runs are made by entities only: what a person holds is no policy. */
  void requireWrite(Caller entityCaller, ProjectId project) {
    requireGrant(entityCaller, project, Level.WRITE);
  }

  // Where it lies is asked for before the policy, there or not, so that a border is audited as one.
  private void requireGrant(Caller caller, ProjectId project, Level level) {
    WorkspaceId workspace = projects.workspace(caller.tenant(), project.value()).orElse(null);
    Asset asset = Asset.project(target(project), caller.tenant(), workspace);
    policies.requireGrant(caller, asset, level);
  }

  void requireRead(Caller caller, ProjectId project) {
    if (caller.isEntity()) {
      requireGrant(caller, project, Level.READ);
    } else {
      policies.require(caller, Permission.SEE_RUNS);
    }
  }

  void requireMaking(Caller caller) {
    policies.require(caller, Permission.MANAGE_PROJECTS);
  }

  void requireListing(Caller caller) {
    policies.require(caller, Permission.SEE_RUNS);
  }

  Refused absent(Caller caller, ProjectId project) {
    return absent(caller, target(project), PROJECT);
  }

  Refused absent(Caller caller, RunId run) {
    return absent(caller, target(run), "run");
  }

  private Refused absent(Caller caller, Target target, String what) {
    if (!caller.isEntity()) {
      return Refused.missing(what);
    }
    Refused denied = Refused.accessDenied();
    audit.recordRefusal(caller, Action.ACCESS_DENIED, target, denied.remedy().code());
    return denied;
  }
}
