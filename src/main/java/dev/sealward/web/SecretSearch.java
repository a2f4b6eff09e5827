package dev.sealward.web;

import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds secrets by what somebody types: an id, a whole reference, or a name. */
@ApplicationScoped
class SecretSearch {
  private static final SecretId FIRST = SecretId.parse(new UUID(0, 0).toString());

  private final Secrets secrets;

  @Inject
  SecretSearch(Secrets secrets) {
    this.secrets = secrets;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  SecretSearch() {
    this(null);
  }

  /** The search for one caller, who is refused where a text names no secret. */
  Function<String, Set<Target>> of(Caller caller) {
    return typed -> found(caller, typed);
  }

  private Set<Target> found(Caller caller, String typed) {
    if (typed.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      return Set.of(new Target("secret", UUID.fromString(typed).toString()));
    }
    Set<Target> found =
        typed.startsWith("secret://")
            ? named(caller, parsed(typed).name()).stream()
                .filter(secret -> secret.ref().toString().equals(withoutVersion(typed)))
                .map(SecretSearch::target)
                .collect(Collectors.toUnmodifiableSet())
            : named(caller, name(typed)).stream()
                .map(SecretSearch::target)
                .collect(Collectors.toUnmodifiableSet());
    if (found.isEmpty()) {
      throw Refused.field(
          "secret",
          "SECRET_UNKNOWN",
          "There is no secret of this name.",
          "Type its whole name, upper and lower case as it stands, or copy its reference.");
    }
    return found;
  }

  private static String withoutVersion(String ref) {
    int version = ref.indexOf('#');
    return version < 0 ? ref : ref.substring(0, version);
  }

  private static Target target(SecretView secret) {
    return new Target("secret", secret.id().toString());
  }

  private static SecretRef parsed(String typed) {
    try {
      return SecretRef.parse(typed);
    } catch (Refused malformed) {
      throw asField(malformed);
    }
  }

  private static SecretName name(String typed) {
    try {
      return SecretName.of(typed);
    } catch (Refused malformed) {
      throw asField(malformed);
    }
  }

  private static Refused asField(Refused malformed) {
    return Refused.field(
        "secret",
        malformed.remedy().code(),
        malformed.remedy().problem(),
        String.join(" ", malformed.remedy().steps()));
  }

  /** The secrets of exactly this name, in all scopes; read from the index of names. */
  private List<SecretView> named(Caller caller, SecretName name) {
    SecretFilter.After before = new SecretFilter.After(name, FIRST);
    return secrets.list(caller, new SecretFilter("", before, AuditFilter.MAX_NAMED)).stream()
        .takeWhile(secret -> secret.ref().name().equals(name))
        .toList();
  }
}
