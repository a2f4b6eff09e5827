package dev.sealward.secret.store;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.Optional;

/**
 * A blob as a path, for stores whose names may have slashes: {@code
 * <tenant>/<environment>/<provider>/<workspace>/<name>/<version>-<blob>}. Letters, digits, dots,
 * dashes and underscores between the slashes; 380 characters at most.
 */
public final class BlobPath {
  private BlobPath() {}

  public static String of(Blob blob) {
    Scope scope = blob.place().scope();
    return String.join(
        "/",
        scope.tenant().value(),
        scope.environment().text(),
        scope.provider().value(),
        scope.workspace().value(),
        blob.place().name().value(),
        blob.version() + "-" + blob.id());
  }

  /** The secret whose blob the path names; empty when it is no path of a blob. */
  public static Optional<SecretRef> ref(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length != 6 || !parts[5].matches("[1-9][0-9]{0,9}-[0-9a-f-]{36}")) {
      return Optional.empty();
    }
    try {
      return ref(TenantId.of(parts[0]), parts[1], parts[2], parts[3], parts[4]);
    } catch (Refused notOurs) {
      return Optional.empty();
    }
  }

  /** The secret in these folders; empty when they cannot be a secret's. */
  static Optional<SecretRef> ref(
      TenantId tenant, String environment, String provider, String workspace, String name) {
    try {
      Scope scope =
          new Scope(
              tenant,
              WorkspaceId.of(workspace),
              Environment.parse(environment),
              ProviderId.of(provider));
      return Optional.of(SecretRef.of(scope, SecretName.of(name)));
    } catch (Refused notOurs) {
      return Optional.empty();
    }
  }
}
