package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scopes as what policies are about: all secrets of a workspace, of an environment in it, of a
 * provider, or of both; those to come as well. The id is {@code workspace/environment/provider},
 * with {@code *} for any environment or provider; the workspace is always named, since no entity
 * reaches two.
 */
@ApplicationScoped
public class ScopeGrants implements GrantTarget {
  /** The target of a scope as typed; null or blank stands for any. */
  public static Target target(
      String workspace, @Nullable String environment, @Nullable String provider) {
    return Asset.scope(
        WorkspaceId.of(workspace),
        environment == null || isAny(environment)
            ? Asset.ANY
            : Environment.parse(environment).text(),
        provider == null || isAny(provider) ? Asset.ANY : ProviderId.of(provider).value());
  }

  private static boolean isAny(String part) {
    return part.isBlank() || part.equals(Asset.ANY);
  }

  @Override
  public String kind() {
    return Asset.SCOPE;
  }

  @Override
  public Optional<Asset> find(TenantId tenant, String id) {
    String[] parts = id.split("/", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Target canonical = target(parts[0], parts[1], parts[2]);
      return canonical.id().equals(id)
          ? Optional.of(
              new Asset(
                  canonical,
                  tenant,
                  WorkspaceId.of(parts[0]),
                  isAny(parts[1]) ? null : Environment.parse(parts[1]),
                  isAny(parts[2]) ? null : ProviderId.of(parts[2]),
                  true))
          : Optional.empty();
    } catch (Refused notOne) {
      return Optional.empty();
    }
  }
}
