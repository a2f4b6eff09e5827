package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something access is asked for, and where it lies: a secret, a place to store one, a project or
 * the key ring.
 *
 * @param target what policies and the audit trail call it
 * @param workspace where it lies; null for what is the whole tenant's
 * @param environment of a secret
 * @param provider of a secret
 * @param isThere false when it was asked for by a name nothing has
 */
public record Asset(
    Target target,
    TenantId tenant,
    @Nullable WorkspaceId workspace,
    @Nullable Environment environment,
    @Nullable ProviderId provider,
    boolean isThere) {
  static final String SCOPE = "scope";
  static final String ANY = "*";
  private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

  /** A secret that was found. */
  public static Asset secret(String id, Scope scope) {
    return in(scope, new Target("secret", id), true);
  }

  /** What a reference names that no secret has. */
  public static Asset missingSecret(Scope scope) {
    return in(scope, new Target("secret", NO_ID), false);
  }

  /** The place a new secret would get. */
  public static Asset place(Scope scope) {
    String environment = scope.environment().text();
    Target exact = scope(scope.workspace(), environment, scope.provider().value());
    return in(scope, exact, true);
  }

  private static Asset in(Scope scope, Target target, boolean isThere) {
    return new Asset(
        target, scope.tenant(), scope.workspace(), scope.environment(), scope.provider(), isThere);
  }

  /** A project; the workspace is null when there is none of that id. */
  public static Asset project(Target target, TenantId tenant, @Nullable WorkspaceId workspace) {
    return new Asset(target, tenant, workspace, null, null, workspace != null);
  }

  /** Something of the whole tenant. */
  public static Asset ofTenant(Target target, TenantId tenant) {
    return new Asset(target, tenant, null, null, null, true);
  }

  /** Whether it lies inside this reach; its tenant is compared apart. */
  public boolean isWithin(Reach reach) {
    return isInWorkspaceOf(reach) && isOfProviderOf(reach);
  }

  boolean isInWorkspaceOf(Reach reach) {
    return workspace == null || reach.covers(workspace);
  }

  boolean isOfProviderOf(Reach reach) {
    return provider == null
        || reach.provider().isEmpty()
        || provider.equals(reach.provider().get());
  }

  /**
   * What a policy must be about to bear on it: the thing itself, and for what has a scope its four
   * scopes from the narrow to the wide. Always as many for one kind of thing, there or not.
   */
  Set<Target> candidates() {
    Set<Target> candidates = new LinkedHashSet<>();
    candidates.add(target);
    if (workspace != null && environment != null && provider != null) {
      String kind = environment.text();
      candidates.add(scope(workspace, kind, provider.value()));
      candidates.add(scope(workspace, ANY, provider.value()));
      candidates.add(scope(workspace, kind, ANY));
      candidates.add(scope(workspace, ANY, ANY));
    }
    return candidates;
  }

  static Target scope(WorkspaceId workspace, String environment, String provider) {
    return new Target(SCOPE, workspace + "/" + environment + "/" + provider);
  }

  /** Where it lies, for a security lead to read: {@code tenant/workspace/provider}. */
  String whereabouts() {
    List<String> parts = new ArrayList<>();
    parts.add(tenant.value());
    parts.add(workspace == null ? ANY : workspace.value());
    parts.add(Objects.toString(provider, ANY));
    return String.join("/", parts);
  }
}
